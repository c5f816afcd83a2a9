using System.Net;
using System.Net.NetworkInformation;
using CsCheck;
using UdpLab.Agent.Floods;

namespace UdpLab.Agent.Tests;

/// <summary>Headers of all sorts.</summary>
internal static class Frames
{
    public static Gen<Frame.Headers> Headers(bool ipv6) => Gen.Select(
        Gen.Byte.Array[6], Gen.Byte.Array[6], Gen.Byte.Array[ipv6 ? 16 : 4], Gen.Byte.Array[ipv6 ? 16 : 4], Gen.Int[1, 65535], Gen.Int[1, 65535],
        (from, to, source, destination, sourcePort, port) => new Frame.Headers(new PhysicalAddress(from), new PhysicalAddress(to), new IPAddress(source), new IPAddress(destination), sourcePort, port));
}
