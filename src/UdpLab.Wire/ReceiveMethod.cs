using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>The system call a sink receives with, named as in udp_sink.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReceiveMethod>))]
public enum ReceiveMethod : long
{
    /// <summary>recvmsg(2), one datagram per call.</summary>
    Recvmsg,

    /// <summary>recvmmsg(2), up to a batch of datagrams per call.</summary>
    Recvmmsg,

    /// <summary>recv(2).</summary>
    Recv,

    /// <summary>recvfrom(2) without a source address.</summary>
    Recvfrom,

    /// <summary>read(2).</summary>
    Read,
}
