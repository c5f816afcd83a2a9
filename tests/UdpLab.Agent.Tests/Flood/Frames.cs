using System.Net;
using System.Net.NetworkInformation;
using CsCheck;
using UdpLab.Agent.Flood;

namespace UdpLab.Agent.Tests.Flood;

/// <summary>Random headers.</summary>
internal static class Frames
{
    public static Gen<Frame.Headers> Headers(bool ipv6) => Gen.Select(
        Gen.Byte.Array[6], Gen.Byte.Array[6], Gen.Byte.Array[ipv6 ? 16 : 4], Gen.Byte.Array[ipv6 ? 16 : 4], Gen.Int[1, 65535], Gen.Int[1, 65535],
        (from, to, source, destination, sourcePort, port) => new Frame.Headers(new PhysicalAddress(from), new PhysicalAddress(to), new IPAddress(source), new IPAddress(destination), sourcePort, port));

    /// <summary>Headers of a testbed's flood.</summary>
    public static Frame.Headers Some(bool ipv6) => new(
        PhysicalAddress.Parse("020000000001"),
        PhysicalAddress.Parse("020000000002"),
        IPAddress.Parse(ipv6 ? "2001:2::1" : "198.18.0.1"),
        IPAddress.Parse(ipv6 ? "2001:2::2" : "198.18.0.2"),
        10_000,
        9);
}
