using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>What generates the packets.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FloodBackend>))]
public enum FloodBackend : long
{
    /// <summary>The strongest that works for this flood on this host.</summary>
    Auto,

    /// <summary>The kernel's packet generator (module pktgen, root).</summary>
    Pktgen,

    /// <summary>BPF_PROG_TEST_RUN with live frames (Linux 5.18+, CAP_BPF and CAP_NET_ADMIN).</summary>
    Xdp,

    /// <summary>sendmmsg(2) on connected UDP sockets.</summary>
    Socket,
}
