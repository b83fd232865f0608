"""Histories for TensorBoard, read by TensorBoard, and for HiPlot, shown by HiPlot."""
import json
import math
import struct
import sys

import hiplot as real_hiplot
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from dora import tensorboard


def crc32c(data):
    """Bit by bit, unlike what is tested."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    while data:
        length, check = struct.unpack_from("<QI", data)
        assert check == masked(data[:8])
        body = data[12:12 + length]
        assert struct.unpack_from("<I", data, 12 + length)[0] == masked(body)
        yield body
        data = data[16 + length:]


def fields(data):
    """The fields of a protocol buffer: numbers of 1 to 10 bytes, of 8, of 4, or bytes."""
    def varint(place):
        number = shift = 0
        while True:
            number |= (data[place] & 0x7F) << shift
            shift += 7
            place += 1
            if not data[place - 1] & 0x80:
                return number, place
    place = 0
    while place < len(data):
        key, place = varint(place)
        if key & 7 == 0:
            value, place = varint(place)
        elif key & 7 == 1:
            value, place = struct.unpack_from("<d", data, place)[0], place + 8
        elif key & 7 == 5:
            value, place = struct.unpack_from("<f", data, place)[0], place + 4
        else:
            length, place = varint(place)
            value, place = data[place:place + length], place + length
        yield key >> 3, value


def read(path):
    """(step, {name: value}) of each event."""
    events = []
    for body in records(path.read_bytes()):
        event = dict(fields(body))
        values = {}
        for _, value in fields(event.get(5, b"")):
            pair = dict(fields(value))
            values[pair[1].decode()] = pair[2]
        events.append((event.get(2), values, event.get(3)))
    return events


def test_checksum_is_that_of_the_rfc():
    # RFC 3720, B.4: 32 bytes of zeros.
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert tensorboard._checksum(bytes(32)) == masked(bytes(32))


def test_events_have_steps_scalars_and_checksums(tmp_path):
    path = tmp_path / "a/events"
    history = [{"loss": 0.5, "valid": {"acc": 1, "deep": {"x": True}}, "note": "no number"}, {"none": None},
               {"loss": float("nan"), "big": 1e300, "huge": 10 ** 400}]
    tensorboard.write_events(path, history, time=12.5)
    first, second, third = read(path)
    assert first == (0, {}, b"brain.Event:2")
    assert second == (1, {"loss": 0.5, "valid/acc": 1., "valid/deep/x": 1.}, None)
    assert third[0] == 3 and third[1]["big"] == float("inf")
    assert third[1]["loss"] != third[1]["loss"]
    assert "huge" not in third[1]
    assert [p.name for p in path.parent.iterdir()] == ["events"]


def test_tensorboard_reads_what_is_written(tmp_path):
    path = tmp_path / "a/events.out.tfevents.1"
    history = [{"loss": 0.5, "valid": {"acc": 1}}, {"loss": 0.25, "note": "no number"}, {"loss": float("nan")}]
    tensorboard.write_events(path, history, time=12.5)
    reader = EventAccumulator(str(path.parent))
    reader.Reload()
    assert set(reader.Tags()["scalars"]) == {"loss", "valid/acc"}
    loss = reader.Scalars("loss")
    assert [event.step for event in loss] == [1, 2, 3]
    assert [event.value for event in loss][:2] == [0.5, 0.25] and math.isnan(loss[2].value)
    assert [(event.wall_time, event.value) for event in reader.Scalars("valid/acc")] == [(12.5, 1.)]


def test_tensorboard_reads_what_is_exported(tmp_path):
    (tmp_path / "xp").mkdir()
    (tmp_path / "xp/history.json").write_text(json.dumps([{"loss": 1 / n} for n in range(1, 2001)]))
    tensorboard.export({"one": tmp_path / "xp"}, tmp_path / "runs")
    reader = EventAccumulator(str(tmp_path / "runs/one"), size_guidance={"scalars": 0})
    reader.Reload()
    loss = reader.Scalars("loss")
    assert len(loss) == 2000 and loss[-1].step == 2000
    assert loss[-1].value == pytest.approx(1 / 2000)


def test_export_replaces_what_it_wrote_before(tmp_path):
    (tmp_path / "xp").mkdir()
    (tmp_path / "xp/history.json").write_text('[{"loss": 1}]')
    (tmp_path / "empty").mkdir()
    for _ in range(2):
        paths = tensorboard.export({"one": tmp_path / "xp", "none": tmp_path / "empty"}, tmp_path / "runs")
        assert paths == list((tmp_path / "runs/one").iterdir())
        assert len(read(paths[0])) == 2


@pytest.fixture
def loader(project, monkeypatch):
    """`dora.hiplot.load` in the project, with two XPs whose histories have been written."""
    monkeypatch.chdir(project.root)
    monkeypatch.syspath_prepend(str(project.root))
    for name in [name for name in sys.modules if name.split(".")[0] == "digits"]:
        monkeypatch.delitem(sys.modules, name)
    for _ in range(2):
        assert project.python("-m", "digits.train", "--lr=0.5").returncode == 0
    assert project.python("-m", "digits.train", "--lr=0.25", "--seed=7").returncode == 0
    from dora import hiplot
    yield hiplot.load
    for name in [name for name in sys.modules if name.split(".")[0] == "digits"]:
        sys.modules.pop(name)


def sigs(project):
    return sorted(path.name for path in (project.root / "outputs/xps").iterdir())


def test_a_point_for_each_entry(project, loader):
    exp = loader(" ".join(sigs(project)))
    assert isinstance(exp, real_hiplot.Experiment)
    exp.validate()
    points = {(p.values["lr"], p.values["epoch"]): p for p in exp.datapoints}
    assert set(points) == {(0.5, 0), (0.5, 1), (0.25, 0)}
    assert points[0.5, 1].from_uid == points[0.5, 0].uid
    assert [points[0.5, n].values["last"] for n in range(2)] == [False, True]
    # What one doesn't say is the default.
    assert points[0.5, 0].values["seed"] == 1 and points[0.25, 0].values["seed"] == 7
    assert points[0.25, 0].values["loss"] == 0.25
    assert exp.display_data(real_hiplot.Displays.TABLE)["order"][:3] == ["sig", "last", "epoch"]
    assert exp.parameters_definition["lr"].label_css != exp.parameters_definition["loss"].label_css


def test_hiplot_itself_finds_and_shows_it(project, loader):
    from hiplot.fetchers import get_fetchers, load_xp_with_fetchers
    exp = load_xp_with_fetchers(get_fetchers(["dora.hiplot.load"]), " ".join(sigs(project)))
    assert len(exp.datapoints) == 3
    page = exp.to_html()
    for sig in sigs(project):
        assert sig in page


def test_grids_and_explorers_are_named(project, loader):
    project.write("digits/grids/__init__.py", "")
    project.write("digits/grids/_hiplot.py", """
from dora.hiplot import HiPlotExplorer, roundf

class Mine(HiPlotExplorer):
    def process_metrics(self, xp, metrics):
        return {"third": roundf(metrics["loss"] / 3), "nested": {"x": 1}}

    def postprocess_exp(self, exp):
        exp.mine = True
""")
    grid = project.root / "outputs/grids/search"
    grid.mkdir(parents=True)
    for sig in sigs(project):
        (grid / sig).symlink_to(project.root / "outputs/xps" / sig)
    exp = loader("search explorer=Mine " + sigs(project)[0])
    assert exp.mine
    exp.validate()
    assert len(exp.datapoints) == 3
    assert {p.values["third"] for p in exp.datapoints} == {0.1667, 0.0833}
    assert all(p.values["nested.x"] == 1 for p in exp.datapoints)
    assert len(loader("").datapoints) == 0
    with pytest.raises(ValueError, match="unknown option 'frob'"):
        loader("frob=1")
    with pytest.raises(ValueError, match="no class 'Other'"):
        loader("explorer=Other search")
    with pytest.raises(RuntimeError, match="no XP is known"):
        loader("00000000")
