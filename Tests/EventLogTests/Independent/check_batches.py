#!/usr/bin/env python3
"""Reads record batches with kafka-python and compares them with what Tradepost says is in them.

usage: check_batches.py BATCHES.jsonl

Each line is one JSON object:
  batch_base64  the whole batch
  codec         Kafka's number of the codec it must be stored with
  expected      its records in order: key, value (base64 or null), headers ([name, base64 or null] pairs),
                timestamp (milliseconds), offset
  partitions    how many partitions the topic has
  partition_of  the partition that each record's key belongs to (null for a record without a key)

Prints one line per failure and at last "N passed, M failed"; the exit code is 0 only if something was checked and
nothing failed. Needs the packages kafka-python and lz4.
"""

import base64
import json
import sys

from kafka.partitioner.default import DefaultPartitioner
from kafka.record.memory_records import MemoryRecords

TOPIC = "topic"


class Cluster:
    """What kafka-python's partitioner asks of the cluster's metadata."""

    def __init__(self, partitions):
        self.partitions = set(range(partitions))

    def topics(self):
        return {TOPIC}

    def partitions_for_topic(self, topic):
        return self.partitions

    def available_partitions_for_topic(self, topic):
        return self.partitions


def decoded(text):
    return None if text is None else base64.b64decode(text, validate=True)


def expect(what, expected, found):
    if expected != found:
        raise AssertionError(f"{what}: expected {expected!r:.200}, found {found!r:.200}")


def check_header(batch, case):
    expected = case["expected"]
    timestamps = [record["timestamp"] for record in expected]
    expect("checksum is valid", True, batch.validate_crc())
    expect("magic", 2, batch.magic)
    expect("codec", case["codec"], batch.compression_type)
    expect("base offset", expected[0]["offset"], batch.base_offset)
    expect("next offset", expected[-1]["offset"] + 1, batch.next_offset)
    expect("record count", len(expected), batch.records_count)
    expect("first timestamp", timestamps[0], batch.first_timestamp)
    expect("max timestamp", max(timestamps), batch.max_timestamp)
    expect("leader epoch", 0, batch.leader_epoch)
    expect("producer", (-1, -1, -1), (batch.producer_id, batch.producer_epoch, batch.base_sequence))
    expect("control or transactional", (False, False), (batch.is_control_batch, batch.is_transactional))


def check_record(record, expected):
    at = f"record at offset {expected['offset']}"
    expect(f"{at}, offset", expected["offset"], record.offset)
    expect(f"{at}, timestamp", expected["timestamp"], record.timestamp)
    expect(f"{at}, key", decoded(expected["key"]), record.key)
    expect(f"{at}, value", decoded(expected["value"]), record.value)
    headers = [(name, decoded(value)) for name, value in expected["headers"]]
    expect(f"{at}, headers", headers, [tuple(header) for header in record.headers])


def check_partitions(case):
    partitioner = DefaultPartitioner()
    cluster = Cluster(case["partitions"])
    for record, partition in zip(case["expected"], case["partition_of"], strict=True):
        key = decoded(record["key"])
        if key is not None:
            expect(f"partition of key {key!r:.80}", partitioner.partition(TOPIC, key, key, None, None, cluster), partition)


def check(case):
    stored = base64.b64decode(case["batch_base64"], validate=True)
    memory = MemoryRecords(stored)
    expect("bytes of whole batches", len(stored), memory.valid_bytes())
    batches = list(memory)
    expect("batches", 1, len(batches))
    batch = batches[0]
    check_header(batch, case)
    records = list(batch)
    expect("records", len(case["expected"]), len(records))
    for record, expected in zip(records, case["expected"], strict=True):
        check_record(record, expected)
    check_partitions(case)


def main(path):
    passed = failed = 0
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                check(json.loads(line))
                passed += 1
            except Exception as error:  # whatever the library raises is a batch it cannot read
                failed += 1
                print(f"line {number}: {type(error).__name__}: {error}")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
