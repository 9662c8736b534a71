"""A way to the platform on which answers break off and connections are cut."""

import contextlib
import random
import socket
import threading


class Relay:
    """Carries bytes to a port of this machine and back."""

    def __init__(self, target, seed):
        self.target = target
        self.chance = random.Random(seed)
        self.server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.server.getsockname()[1]
        # The share of answers' parts that break off in the middle, and how many have.
        self.share = 0.0
        self.broken = 0
        self.is_cut = False
        self.near = set()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.server.accept()
                threading.Thread(target=self.carry, args=(near,), daemon=True).start()

    def carry(self, near):
        with near, contextlib.suppress(OSError):
            if self.is_cut:
                return
            self.near.add(near)
            with socket.create_connection(("127.0.0.1", self.target)) as far:
                threading.Thread(target=self.ask, args=(near, far), daemon=True).start()
                self.answer(near, far)
        self.near.discard(near)

    @staticmethod
    def ask(near, far):
        with contextlib.suppress(OSError):
            while part := near.recv(65_536):
                far.sendall(part)
            far.shutdown(socket.SHUT_RDWR)

    def answer(self, near, far):
        while part := far.recv(65_536):
            if self.chance.random() < self.share:
                self.broken += 1
                near.sendall(part[:len(part) // 2])
                break
            near.sendall(part)
        near.shutdown(socket.SHUT_RDWR)

    def cut(self):
        """Ends every connection; those that come are ended at once until `mend`."""
        self.is_cut = True
        for near in list(self.near):
            with contextlib.suppress(OSError):
                near.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self.is_cut = False

    def close(self):
        self.cut()
        self.server.close()
