const CODES = [
  "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY",
  "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI",
  "FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO",
  "IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME",
  "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE",
  "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS",
  "ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS",
  "YE YT ZA ZM ZW",
].join(" ");

const names = new Intl.DisplayNames(undefined, { type: "region" });

/** The countries of ISO 3166-1 in the words of the reader, `[{value, label}]`, sorted. */
export function countries() {
  return CODES.split(" ")
    .map((code) => ({ value: code, label: names.of(code) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/** The name of a country code; anything else is shown as it came. */
export function countryName(code) {
  return /^[A-Z]{2}$/.test(code ?? "") ? names.of(code) : code ?? "";
}

/** Where the reader probably is, from the browser's language. */
export function likelyCountry() {
  const region = new Intl.Locale(navigator.language).region;
  return region && CODES.includes(region) ? region : "US";
}

const LABELS = {
  US: { state: "State", zip: "ZIP code" },
  CA: { state: "Province", zip: "Postal code" },
  AU: { state: "State", zip: "Postcode" },
  GB: { state: "County", zip: "Postcode" },
  IE: { state: "County", zip: "Eircode" },
  IN: { state: "State", zip: "PIN code" },
};

/** What region and postal code are called there. */
export function addressLabels(country) {
  return LABELS[country] ?? { state: "State or region", zip: "Postal code" };
}
