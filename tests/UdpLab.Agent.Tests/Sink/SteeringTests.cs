using System.Runtime.InteropServices;
using UdpLab.Agent.Sink;

namespace UdpLab.Agent.Tests.Sink;

public sealed class SteeringTests
{
    /// <summary>As printed by tcpdump -ddd: ld [SKF_AD_OFF + SKF_AD_CPU], mod #sockets, ret a (include/uapi/linux/filter.h).</summary>
    [Theory]
    [InlineData(1, "01000000")]
    [InlineData(4, "04000000")]
    [InlineData(300, "2C010000")]
    public void TheProgramIsCpuModuloSockets(int sockets, string constant)
    {
        byte[] code = MemoryMarshal.AsBytes(ReuseportSteering.Assemble(sockets).AsSpan()).ToArray();
        Assert.Equal("2000" + "0000" + "24F0FFFF" + "9400" + "0000" + constant + "1600" + "0000" + "00000000", Convert.ToHexString(code));
    }
}
