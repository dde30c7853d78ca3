"""A wire between browser and server that a test can cut, and that sees what goes over it.

A browser's own offline mode does not reach shared workers; this does, and it can lose an answer after the server has got the
request, which is what a real network does to a checkout.
"""

import re
import socket
import threading

CHUNK = 65_536
REQUEST = re.compile(rb"^(?:GET|POST|PATCH|DELETE|PUT) (\S+) HTTP/1\.1\r\n", re.MULTILINE)


class Relay:
    """Listens on a port of its own and passes bytes on to `upstream_port`, until told otherwise."""

    def __init__(self, upstream_port: int):
        self.upstream_port = upstream_port
        self.lock = threading.Lock()
        self.pairs: set[tuple[socket.socket, socket.socket]] = set()
        self.sockets_open: dict[socket.socket, str] = {}
        self.paths: list[str] = []
        self.lost_request: bytes | None = None
        self.lost = 0
        self.listener = self.listen(0)
        self.port = self.listener.getsockname()[1]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=128)
        threading.Thread(target=self.accept, args=(listener,), daemon=True).start()
        return listener

    def cut(self):
        """Ends every connection and takes no new one: the server is gone."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.hang_up()

    def mend(self):
        """Takes connections again, on the same port."""
        if self.listener.fileno() < 0:
            self.listener = self.listen(self.port)

    def hang_up(self):
        """Ends every connection; new ones are taken."""
        with self.lock:
            pairs = list(self.pairs)
        for pair in pairs:
            self.end(*pair)

    def lose_answer_to(self, beginning: bytes):
        """The next request that begins so arrives at the server; then the line is cut, and the answer lost."""
        self.lost_request = beginning

    def open_sockets(self, beginning: str) -> int:
        """How many WebSockets to paths that begin so are open."""
        with self.lock:
            return sum(path.startswith(beginning) for path in self.sockets_open.values())

    def accept(self, listener: socket.socket):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.upstream_port))
            except OSError:
                near.close()
                continue
            with self.lock:
                self.pairs.add((near, far))
            state = {"loses": False}
            for source, target, handle in ((near, far, self.asked), (far, near, self.answered)):
                threading.Thread(target=self.pump, args=(source, target, (near, far), handle, state), daemon=True).start()

    def pump(self, source, target, pair, handle, state):
        try:
            while data := source.recv(CHUNK):
                if not handle(data, pair[0], state):
                    break
                target.sendall(data)
        except OSError:
            pass
        self.end(*pair)

    def asked(self, data: bytes, near: socket.socket, state) -> bool:
        for match in REQUEST.finditer(data):
            path = match[1].decode()
            self.paths.append(path)
            if b"upgrade: websocket" in data.lower():
                with self.lock:
                    self.sockets_open[near] = path
        if self.lost_request and self.lost_request in data:
            self.lost_request, state["loses"] = None, True
        return True

    def answered(self, data: bytes, near: socket.socket, state) -> bool:
        if state["loses"]:
            self.lost += 1
            self.cut()
            return False
        return True

    def end(self, near: socket.socket, far: socket.socket):
        with self.lock:
            self.pairs.discard((near, far))
            self.sockets_open.pop(near, None)
        for one in (near, far):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
