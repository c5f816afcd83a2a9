using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>The system call a sink receives with, as udp_sink names them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReceiveMethod>))]
public enum ReceiveMethod
{
    /// <summary>recvmsg(2), one datagram a call.</summary>
    Recvmsg,

    /// <summary>recvmmsg(2), up to a batch of datagrams a call.</summary>
    Recvmmsg,

    /// <summary>recv(2).</summary>
    Recv,

    /// <summary>recvfrom(2) without a source address.</summary>
    Recvfrom,

    /// <summary>read(2).</summary>
    Read,
}

/// <summary>What generates the packets.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FloodBackend>))]
public enum FloodBackend
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

/// <summary>How perf finds the callers of a sample.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallGraphMode>))]
public enum CallGraphMode
{
    /// <summary>Not at all: the cheapest.</summary>
    None,

    /// <summary>By frame pointers: all of the kernel, and user code that was compiled with them.</summary>
    Fp,

    /// <summary>By debug information: all user code, at the cost of copying 8 KB of stack a sample.</summary>
    Dwarf,
}
