"""Program: ``hub_download.py REPO REVISION FOLDER FILE…`` downloads files of one model hub repository into a folder.

Run by path in a process of its own (see ``models.hub``), so it imports nothing of ours.
"""

import sys


def main(repo: str, revision: str, folder: str, *names: str) -> None:
    """Download ``names``; exit with one line on stderr when that fails."""
    from huggingface_hub import get_session, hf_hub_download, hf_hub_url

    # The library retries an unreachable hub for 20 seconds and more; one plain request first tells at once.
    try:
        get_session().head(hf_hub_url(repo, names[0], revision=revision), timeout=5)
    except Exception:  # requests' or httpx's errors, by the library's version
        sys.exit("cannot be reached")
    try:
        for name in names:
            hf_hub_download(repo, name, revision=revision, local_dir=folder, token=False)
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {' '.join(str(error).split())}")


if __name__ == "__main__":
    main(*sys.argv[1:])
