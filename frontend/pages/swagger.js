// Starts Swagger UI on the description of this server; nothing is asked of another host.
{
  const place = document.getElementById("api");
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.description,
    deepLinking: true,
    // The badge of an online validator would be loaded from its host.
    validatorUrl: null,
    displayRequestDuration: true,
  });
}
