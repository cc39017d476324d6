"""`make dev`: Dagster's pages on this machine, with the sample company behind the vendors."""

import argparse
import signal
import subprocess
import sys
from pathlib import Path

from orchestration.dbt_project import ROOT, ManifestError, Parse
from orchestration.instance import serve_from
from orchestration.progress import say
from orchestration.sample_company import sample_company
from pipelines.settings import SettingsError, load_settings

_HOST = "127.0.0.1"


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.dev", description=__doc__)
    parser.add_argument("--port", type=int, default=3000)
    port = parser.parse_args().port
    # A shell's background job ignores it, and so would the servers: nothing but a kill ended them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with sample_company(load_settings()) as settings:
            Parse(settings).manifest()
            serve_from(settings.data_dir)
            say(f"Dagster opens on http://{_HOST}:{port} (Ctrl-C ends it)")
            dagster = Path(sys.executable).with_name("dagster")
            command = [str(dagster), "dev", "-m", "orchestration.definitions"]
            with subprocess.Popen(  # noqa: S603  (our own interpreter, no shell)
                [*command, "-h", _HOST, "-p", str(port)], cwd=ROOT
            ) as servers:
                return _wait(servers)
    except (SettingsError, ManifestError) as error:
        say(f"stopped: {error}")
        return 2
    except KeyboardInterrupt:
        return 0


def _wait(servers: subprocess.Popen[bytes]) -> int:
    """Until they end, or we are told to: Ctrl-C reaches them too, a SIGTERM is handed on."""
    signal.signal(signal.SIGTERM, lambda *_: servers.send_signal(signal.SIGINT))
    try:
        return servers.wait()
    except KeyboardInterrupt:
        return servers.wait()


if __name__ == "__main__":
    sys.exit(main())
