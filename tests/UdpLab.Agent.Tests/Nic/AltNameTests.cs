using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Nic;

/// <summary>An interface can have several names (ip link property add dev NAME altname OTHER), each of which works.</summary>
[Collection(Machine.Name)]
public sealed class AltNameTests
{
    private const string Other = "the-sinks-second-and-much-longer-name";

    [Fact]
    public void AnAltnameIsAName()
    {
        using Bed bed = new(queues: 1);
        if (Tool.Try("ip", "-n", bed.Facts.SinkNamespace, "link", "property", "add", "dev", "sink0", "altname", Other).ExitCode != 0)
        {
            Assert.Skip("This kernel (before 5.5) or ip has no altnames.");
        }

        NicFacts nic = Assert.Single(bed.Sink.Ask<NicState>(new ReadNic { Names = [Other] }).Items);
        Assert.Equal("sink0", nic.Name);
        Assert.Equal([Other], nic.AltNames);
        Assert.Equal(["sink0"], bed.Sink.Ask<HostState>(new ReadHost { Interfaces = [Other] }).Facts.Interfaces);
        bed.Sink.Ask<SinkReady>(new OpenSink { Address = bed.Facts.SinkAddress, Port = 6000, Interface = Other });
        Assert.Equal(["sink0"], bed.Sink.Wait<Armed>(bed.Sink.Send(new Measure { WithFacts = true, Timeout = 0.1 })).Facts!.Interfaces);
    }
}
