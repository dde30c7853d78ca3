"""What a power cut can leave of files whose writes were recorded by powercut_recorder.c.

The model is what POSIX promises and no more:

- A write is on disk for certain once an fsync or fdatasync of its file that began after it has returned. A write
  through an O_DSYNC descriptor is on disk when it returns. Until then any part of it may be there or not, in any order.
- 512-byte sectors are written whole or not at all.
- A write beyond the end may have enlarged the file without its data: the new part reads as zeros.
- A name made, removed or changed is on disk for certain once its folder was synced, not when the file was. A rename
  happens whole or not at all.
"""

import mmap
import os
import struct

HEADER = struct.Struct("<BBHIIIQQQ")
SECTOR = 512
# LMDB keeps only the locks of running processes in it and makes it anew after a crash.
LOCK_FILE = "lock.mdb"
# How far behind a cut a call that had begun before it may have its record.
IN_FLIGHT_REACH = 256


class TraceError(Exception):
    """The trace is not whole, or holds something the model cannot stand for."""


class Record:
    """One recorded call or answer; `place` is its position in the total order."""

    __slots__ = ("place", "kind", "handle", "began", "time", "number", "payload")

    def __init__(self, place, kind, handle, began, time, number, payload):
        self.place, self.kind, self.handle, self.began = place, kind, handle, began
        self.time, self.number, self.payload = time, number, payload

    @property
    def text(self):
        return bytes(self.payload).decode("utf-8", "surrogateescape")

    @property
    def end(self):
        """One past the last byte of a write."""
        return self.number + len(self.payload)


def read_trace(paths):
    """The records of one or more runs, one after another, as if they were one process."""
    records = []
    for path in paths:
        base, handles = len(records), max((record.handle for record in records), default=0)
        with open(path, "rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        at = 0
        while at < len(data):
            if len(data) - at < HEADER.size:
                raise TraceError(f"{path} ends within a record")
            kind, _, version, length, handle, _, began, time, number = HEADER.unpack_from(data, at)
            at += HEADER.size
            if version != 1 or len(data) - at < length:
                raise TraceError(f"{path} is not a whole trace of version 1")
            handle = handle + handles if handle else 0
            payload = data[at : at + length]
            records.append(Record(len(records), chr(kind), handle, base + began, time, number, payload))
            at += length
    return records


class Node:
    """A file or folder: what is surely on disk, and what happened to it since."""

    def __init__(self, is_folder):
        self.is_folder = is_folder
        self.image = bytearray()
        self.size = 0  # as the running system sees it
        self.pending = []  # records of writes and size changes, or (record, names changed) of a folder
        self.is_synced_data = True  # False: syncs of this file are taken as not happening

    def settle(self, limit, names):
        """Makes everything with a place below `limit` part of what is surely there."""
        kept = 0
        while kept < len(self.pending) and self._place(self.pending[kept]) < limit:
            kept += 1
        for entry in self.pending[:kept]:
            if self.is_folder:
                change_names(names, entry[1])
            else:
                apply(self.image, entry[0])
        del self.pending[:kept]

    @staticmethod
    def _place(entry):
        return entry[0].place


def apply(image, record):
    if record.kind == "W":
        if len(image) < record.number:
            image.extend(bytes(record.number - len(image)))
        image[record.number : record.end] = record.payload
    elif record.kind == "E":
        image.extend(bytes(max(0, record.number - len(image))))
    elif len(image) > record.number:
        del image[record.number :]
    else:
        image.extend(bytes(record.number - len(image)))


def change_names(names, changes):
    for path, node in changes:
        if node is None:
            names.pop(path, None)
        else:
            names[path] = node


class Disk:
    """The recorded files at one point of the trace, and the states a power cut could leave there.

    `ignored` names syncs that are taken as not happening, for files called data.mdb: "sync" (fsync, fdatasync) and
    "dsync" (O_DSYNC). This is the same as running with LMDB's NOSYNC or NOMETASYNC: those flags change no write and
    no order of writes, they only leave out the syncs (NOMETASYNC: write the meta page through the plain descriptor).
    What the kernel would have written back by itself after `writeback_seconds` is on disk then.
    """

    def __init__(self, records, root, ignored=(), writeback_seconds=1.0):
        self.records, self.root = records, root
        self.ignored, self.writeback = frozenset(ignored), int(writeback_seconds * 1e9)
        top = Node(is_folder=True)
        self.names, self.durable_names = {root: top}, {root: top}
        self.files = {}  # handle: (node, whether it is O_DSYNC)
        self.cut = 0

    def advance(self, cut):
        """Plays the trace up to, and without, record number `cut`."""
        if cut < self.cut:
            raise TraceError("a disk only goes forward")
        for record in self.records[self.cut : cut]:
            self._play(record)
        self.cut = cut
        if self.ignored and cut > 0:
            old = self.records[cut - 1].time - self.writeback
            for node in set(self.names.values()):
                if not node.is_synced_data:
                    young = next((entry[0].place for entry in node.pending if entry[0].time >= old), cut)
                    node.settle(young, self.durable_names)

    def _play(self, record):
        kind = record.kind
        if kind in "WTE":
            self._change(record)
        elif kind == "O":
            self._open(record)
        elif kind == "S":
            node = self._node(record)
            if node.is_synced_data or "sync" not in self.ignored:
                node.settle(record.began, self.durable_names)
        elif kind == "Y":
            for node in set(self.names.values()):
                if node.is_synced_data or "sync" not in self.ignored:
                    node.settle(record.began, self.durable_names)
        elif kind == "M":
            self._rename(record, [(record.text, Node(is_folder=True))])
        elif kind == "U":
            self._rename(record, [(record.text, None)])
        elif kind in "RL":
            self._move(record)
        elif kind == "X":
            what, _, path = record.text.partition("\0")
            if os.path.basename(path) != LOCK_FILE:
                raise TraceError(f"the recorder saw what the model cannot stand for: {what} of {path}")
        elif kind != "A":
            raise TraceError(f"unknown record {kind!r}")

    def _node(self, record):
        if record.handle not in self.files:
            raise TraceError(f"record {record.place} is of a file that was never opened")
        return self.files[record.handle][0]

    def _open(self, record):
        path, flags = record.text, record.number
        node = self.names.get(path)
        if node is None:
            if not flags & os.O_CREAT:
                raise TraceError(f"{path} was there before the recording began")
            node = Node(is_folder=False)
            node.is_synced_data = not (self.ignored and os.path.basename(path) == "data.mdb")
            self._rename(record, [(path, node)])
        self.files[record.handle] = (node, bool(flags & os.O_DSYNC))
        if flags & os.O_TRUNC and node.size > 0:
            node.pending.append((Record(record.place, "T", 0, record.began, record.time, 0, b""), False))
            node.size = 0

    def _change(self, record):
        node, is_dsync = self.files[record.handle]
        surely = is_dsync and (node.is_synced_data or "dsync" not in self.ignored)
        # A write that is surely there stays in its place among the others: an older write must not win over it.
        node.pending.append((record, surely))
        if record.kind == "W":
            node.size = max(node.size, record.end)
        elif record.kind == "E":
            node.size = max(node.size, record.number)
        else:
            node.size = record.number

    def _rename(self, record, changes):
        """Notes one change of names, which a folder's sync makes permanent."""
        change_names(self.names, changes)
        for folder in {os.path.dirname(path) for path, _ in changes}:
            if folder not in self.names:
                raise TraceError(f"the folder {folder} was never made")
            self.names[folder].pending.append((record, changes))

    def _move(self, record):
        source, _, target = record.text.partition("\0")
        node = self.names.get(source)
        if node is None or node.is_folder:
            raise TraceError(f"{source} is not a recorded file: folders must not be renamed")
        self._rename(record, ([] if record.kind == "L" else [(source, None)]) + [(target, node)])

    # What a cut leaves

    def everything(self):
        """{path: bytes} of all files as the running system sees them, to compare with the real ones."""
        result = {}
        for path, node in self.names.items():
            if not node.is_folder:
                image = bytearray(node.image)
                for record, _ in node.pending:
                    apply(image, record)
                result[path] = image
        return result

    def write_state(self, folder, rng):
        """Makes `folder` a state that a cut right here could leave, chosen by `rng`."""
        names = self._chosen_names(rng)
        in_flight = {}
        for record in self.records[self.cut : self.cut + IN_FLIGHT_REACH]:
            if record.kind == "W" and record.began <= self.cut and record.handle in self.files:
                in_flight.setdefault(self._node(record), []).append(record)
        written = {}
        for path in sorted(names):
            node, target = names[path], folder + path[len(self.root) :]
            if path != self.root and os.path.dirname(path) not in written:
                continue  # its folder is gone, and it with it
            written[path] = True
            if node.is_folder:
                os.makedirs(target, mode=0o700)
            elif os.path.basename(path) != LOCK_FILE:
                write_file(target, node, in_flight.get(node, []), rng)

    def _chosen_names(self, rng):
        names = dict(self.durable_names)
        for folder in {id(node): node for node in self.names.values() if node.is_folder}.values():
            share = chosen_share(rng)
            for _, changes in folder.pending:
                if rng.random() < share:
                    change_names(names, changes)
        return names


def chosen_share(rng):
    """Which part of what is not sure is there: all, nothing and everything between."""
    return rng.choice((0.0, 1.0, rng.random(), rng.random()))


def write_file(path, node, in_flight, rng):
    """Writes what is sure of a file, and a random part of the rest: shuffled, the last writes torn."""
    share = chosen_share(rng)
    last = {record.place for record, _ in node.pending[-3:]}
    changes = [(record, record.place in last) for record, surely in node.pending if not surely and rng.random() < share]
    lost = {record.place for record, _ in node.pending} - {record.place for record, _ in changes}
    changes += [(record, True) for record in in_flight if rng.random() < 0.5]
    rng.shuffle(changes)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        file.write(node.image)
        for record, may_tear in changes:
            write_change(file, record, rng if may_tear and rng.random() < 0.5 else None)
        size = file.seek(0, os.SEEK_END)
        for record, surely in node.pending:
            if surely:
                write_change(file, record, None)
            elif record.kind == "W" and record.place in lost and record.end > size and rng.random() < share / 2:
                size = file.truncate(record.end)  # the new size came through and the data did not


def write_change(file, record, tear):
    """One change; with `tear`, a random choice of its sectors."""
    if record.kind == "E":
        if file.seek(0, os.SEEK_END) < record.number:
            file.truncate(record.number)
    elif record.kind == "T":
        file.truncate(record.number)
    elif tear is None:
        file.seek(record.number)
        file.write(record.payload)
    else:
        at, share = record.number, tear.random()
        while at < record.end:
            edge = min(record.end, (at // SECTOR + 1) * SECTOR)
            if tear.random() < share:
                file.seek(at)
                file.write(record.payload[at - record.number : edge - record.number])
            at = edge
