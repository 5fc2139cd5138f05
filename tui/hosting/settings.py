"""What an owner can set about hosting: one frozen object; defaults < hosting.toml < PORTFOLIO_HOSTING_* < options."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

from engine.configuration import Configuration, Network, Secret, between, no_longer_than, seconds
from engine.settings import CONFIG_FILE

HOSTING_FILE = CONFIG_FILE.with_name("hosting.toml")

Port = Annotated[int, between(0, 65_535)]
Seconds = Annotated[float, seconds(604_800)]
Count = Annotated[int, between(1, 1_000_000)]


@dataclass(frozen=True)
class HostingSettings(Configuration):
    """Addresses, the host key, and every limit. Times are in seconds, sizes in bytes."""

    CALLED: ClassVar[str] = "a hosting setting"
    PREFIX: ClassVar[str] = "PORTFOLIO_HOSTING_"
    FILE: ClassVar[Path] = HOSTING_FILE

    # -- where
    host: str = ""
    """Address to listen on; empty for every address."""
    port: Port = 2222
    """Port; 0 takes a free one."""
    metrics_host: str = "127.0.0.1"
    """Address of the metrics; another than loopback where a balancer on another machine asks for /readyz."""
    metrics_port: Port | None = None
    """Port of /metrics, /livez and /readyz; None turns them off. Each further worker takes the next port."""
    workers: Annotated[int, between(1, 64)] = 1
    """Processes that share the port; each counts the limits below for itself (see below the table)."""
    web_port: Port = 8080
    """Port of the browser door; 0 takes a free one."""
    web_origins: tuple[str, ...] = ()
    """Origins whose pages may open a terminal (`https://example.org`); empty for pages of the host that is asked."""
    web_path: Annotated[str, no_longer_than(100)] = ""
    """Path below which a proxy shows the pages, such as `/portfolio`; taken with it before it or without."""
    trusted_proxies: tuple[Network, ...] = ()
    """Proxies whose X-Forwarded-For is believed, as addresses or networks."""
    proxy_protocol: tuple[Network, ...] = ()
    """Balancers before the SSH door that speak the PROXY protocol (1 or 2), as addresses or networks: what they say is
    the visitor's address, and a connection of theirs without it is closed."""
    # -- who we are
    host_key: Secret | None = None
    """The private host key itself (PEM), where a secret store hands it over in the environment."""
    host_key_file: Path | None = None
    """Where the host key lies; by default in the data folder, made at the first start."""
    banner: Annotated[str, no_longer_than(2_000)] = ""
    """Shown by the visitor's ssh before the screens open."""
    log_questions: bool = False
    """Whether the text of visitors' questions goes to the log."""
    authorized_keys: Path | None = None
    """An authorized_keys file: only these keys come in. None lets everybody in, under any name."""
    # -- how many
    sessions: Count = 100
    """Sessions at once, all visitors together."""
    sessions_per_address: Count = 8
    """Sessions at once from one address (an IPv6 /64 is one)."""
    connections: Count = 300
    """Connections at once, those that have not logged in included."""
    connections_per_minute: Count = 30
    """New connections a minute from one address (an IPv6 /64 counts as one)."""
    channels_per_connection: Count = 4
    """Sessions over one connection."""
    unused_channels: Count = 8
    """Channels of one address that have asked for nothing yet; each has `login_seconds` to do so, and holds no seat."""
    requests_per_minute: Count = 600
    """Requests for pages a minute from one address."""
    addresses: Count = 10_000
    """Addresses that the rate limits remember."""
    starts_at_once: Annotated[int, between(1, 64)] = 2
    """Apps that may be starting at the same time; the rest wait their turn."""
    animated_sessions: Annotated[int, between(0, 1_000_000)] = 25
    """Who comes when this many are in sees still screens: animation costs most of what idle visitors cost."""
    commands_at_once: Annotated[int, between(1, 64)] = 8
    """Commands that run at the same time; the rest wait their turn."""
    # -- how long
    login_seconds: Seconds = 10
    """Time to log in, to ask for a session, and to send a whole request."""
    idle_seconds: Seconds = 900
    """Silence until a session ends."""
    idle_warning_seconds: Seconds = 60
    """How long before the idle limit the visitor is warned."""
    session_seconds: Seconds = 7_200
    """The longest session."""
    command_seconds: Seconds = 180
    """Longest run of a command without screens."""
    stall_seconds: Seconds = 30
    """How long a reader may take nothing before it is closed."""
    grace_seconds: Seconds = 2
    """How long a closed session may take to fetch what is left."""
    shutdown_seconds: Seconds = 10
    """Time to say goodbye to all when the host ends."""
    keepalive_seconds: Seconds = 15
    """How often a silent client is asked whether it is there; one that vanished is noticed after three."""
    public_figures: bool = False
    """Whether visitors see how the doors are doing: in the footer how many others are here, and at /status in a browser
    how long the host is up, answers a minute and how soon they begin. How busy it is here is the owner's to tell."""
    tour_after: Annotated[int, between(0, 3_600)] = 0
    """Seconds without a key on Home after which the tour begins by itself, once a visit; 0 never does, so that whoever
    went away is sent nothing."""
    # -- how much
    questions_per_minute: Count = 6
    """Questions a minute from one address; their length is `question_limit` of the portfolio's own settings."""
    messages_per_second: Count = 200
    """Messages of any kind over one SSH connection (keys, sizes, variables, signals); four times as many may come at
    once, and more wait on the visitor's side."""
    input_bytes_per_second: Count = 4_000
    """What is typed faster waits on the visitor's side."""
    input_burst: Count = 16_000
    """Bytes that may come at once before that."""
    paste_limit: Count = 20_000
    """Longest paste, in characters; a longer one is dropped."""
    backlog_limit: Annotated[int, between(16_384, 1_000_000_000)] = 262_144
    """Output that may wait for a slow reader; above it, nothing more is drawn."""
    max_columns: Annotated[int, between(80, 2_000)] = 400
    """Width in cells; a wider terminal is taken for this wide."""
    max_rows: Annotated[int, between(24, 1_000)] = 150
    """Height in cells, likewise."""

    @property
    def pages_address(self) -> str:
        """Where visitors find the pages, without a slash at its end; empty where no origin says it."""
        path = f"/{self.web_path.strip('/')}".rstrip("/")
        return f"{self.web_origins[0].rstrip('/')}{path}" if self.web_origins else ""


def load_hosting_settings(**options: Any) -> HostingSettings:
    """Return the settings; `options` that are None were not given. Raises SettingsError."""
    return HostingSettings.load(**options)
