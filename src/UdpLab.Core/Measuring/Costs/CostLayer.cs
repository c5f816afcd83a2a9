using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>What a packet's time is spent on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CostLayer>))]
public enum CostLayer : long
{
    /// <summary>The receiving softirq: all of the layers from Driver to Waking.</summary>
    Softirq,

    /// <summary>NAPI, the driver, and handing the packet over (the backlog of veth and loopback too).</summary>
    Driver,

    /// <summary>Generic receive offload.</summary>
    Gro,

    /// <summary>IP: routing, netfilter, fragments.</summary>
    Ip,

    /// <summary>UDP: finding the socket, filters, queueing. For PacketRing and AfXdp, their sockets.</summary>
    Udp,

    /// <summary>Waking the thread that reads.</summary>
    Waking,

    /// <summary>The thread going to sleep and getting a CPU again.</summary>
    Wakeup,

    /// <summary>Entering the kernel and leaving it, and the work of the call apart from the copy.</summary>
    SystemCall,

    /// <summary>Copying the packet to the program.</summary>
    Copy,

    /// <summary>The program's own code.</summary>
    User,

    /// <summary>What no layer accounts for, such as other interrupts on top of the thread.</summary>
    Remainder,
}
