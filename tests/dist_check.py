"""What is shipped works where it is installed alone: build the wheel, look into it, run it in a clean environment.

Run as `make dist-check`. It needs the network, or a cache, for the dependencies that the lock file names.
"""

import json
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = {"phuluc", "extract", "normalize", "export"}
DATA = {"phuluc/py.typed", "export/phuluc-1.schema.json", "export/labels.toml"}


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a command and return its standard output; a failure ends the check with what it said."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def build(folder: Path) -> Path:
    """Build the wheel from what git has, so that nothing but the tree's own files can be in it."""
    source = folder / "source"
    source.mkdir()
    names = run("git", "ls-files", "-z").split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "-q",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
    )
    run(*pip, "-w", folder, source)
    return next(folder.glob("*.whl"))


def check_names(wheel: Path) -> None:
    """Every module and data file of the tree is in the wheel, and nothing else."""
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    expected = {name for name in run("git", "ls-files", *sorted(PACKAGES)).splitlines() if (ROOT / name).is_file()}
    if names != expected or not names >= DATA:
        raise SystemExit(f"wheel: missing {sorted(expected - names)}, not wanted {sorted(names - expected)}")


def check_runs(wheel: Path, folder: Path) -> None:
    """The installed program reads the samples, with the run-time dependencies alone."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv/bin/python"
    pip = (python, "-m", "pip", "--disable-pip-version-check", "-q", "install")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock")
    run(*pip, "--no-deps", wheel)
    phuluc = folder / "venv/bin/phuluc"
    version = run(phuluc, "--version", cwd=folder).strip()
    json.loads(run(phuluc, "schema", cwd=folder))
    for sample in ("qd294.pdf", "qd294.docx", "qd294.txt"):
        run(phuluc, "extract", ROOT / "samples" / sample, "-o", folder / "out", cwd=folder)
        read = json.loads((folder / "out/qd294.json").read_text(encoding="utf-8"))
        if len(read["tasks"]) != 33 or {path.suffix for path in (folder / "out").iterdir()} != {
            ".csv",
            ".json",
            ".xlsx",
        }:
            raise SystemExit(f"{sample}: {len(read['tasks'])} rows from the installed program, not 33")
    print(f"{wheel.name}: {version} installs alone and reads the samples")


def main() -> None:
    """Build, look, install, run."""
    with tempfile.TemporaryDirectory(prefix="phuluc-dist-") as name:
        folder = Path(name)
        wheel = build(folder)
        check_names(wheel)
        check_runs(wheel, folder)


if __name__ == "__main__":
    main()
