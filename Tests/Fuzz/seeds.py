#!/usr/bin/env python3
"""Writes the first corpus of a fuzz target: `seeds.py TARGET FOLDER`.

Feeds get the byte in front that chooses a mapping; every feed is written once for each of the first
bytes that could mean its dialect. Requirement texts come from the phrases of the parser's tests.
"""
import gzip
import io
import pathlib
import re
import sys
import tarfile
import zipfile

root = pathlib.Path(__file__).resolve().parents[2]
target, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def write(name, content):
    (folder / f"seed-{name}").write_bytes(content)


def feeds():
    mappings = sorted(root.glob("Ontology/feeds/*.xml"))
    files = sorted(root.glob("Examples/**/*.xml")) + sorted(root.glob("Tests/Fixtures/**/*.xml"))
    for file in files:
        content = file.read_bytes()
        # libFuzzer cuts what is longer; a feed cut in the middle is a fair seed as well.
        for number in range(len(mappings)):
            write(f"{file.stem}-{number}", bytes([number]) + content[:8000])


def phrases():
    pattern = re.compile(r'"((?:[^"\\\n]|\\.){6,200})"')
    found = set()
    for file in sorted(root.glob("Tests/RequirementTextTests/*.swift")):
        found.update(pattern.findall(file.read_text()))
    for number, text in enumerate(sorted(found)):
        write(f"{number:04}", bytes([number % 32]) + text.encode())


def activity():
    for file in sorted(root.glob("Examples/*.csv")):
        write(file.stem, file.read_bytes()[:4000])
    statement = (
        '{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://adlnet.gov/expapi/verbs/%s"},'
        '"object":{"id":"https://x.example/courses/CS%%20225"},"timestamp":"2026-02-01T10:30:00Z",'
        '"result":{"score":{"scaled":0.5},"extensions":{'
        '"https://w3id.org/xapi/video/extensions/played-segments":"0[.]10[,]5[.]20"}},'
        '"context":{"extensions":{"https://w3id.org/xapi/video/extensions/length":40}}}\n'
    )
    for verb in ("completed", "progressed", "answered", "failed"):
        write(verb, (statement % verb).encode() * 2)


def archives():
    files = {"imsmanifest.xml": b"<manifest/>", "course/course.xml": b"<course id='1'/>" * 20}
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        write(f"zip-{method}", buffer.getvalue())
    for form in (tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
            for name, content in {**files, "long/" * 30 + "name.xml": b"<a/>"}.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        write(f"tar-{form}", buffer.getvalue())
        write(f"tgz-{form}", gzip.compress(buffer.getvalue(), mtime=0))


{
    "FuzzFeedReader": feeds,
    "FuzzRequirementText": phrases,
    "FuzzActivityReader": activity,
    "FuzzFeedArchives": archives,
}[target]()
