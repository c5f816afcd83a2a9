using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>The agent for arm64, run by QEMU's user emulation on this kernel. It is built with the package (tests/package.sh).</summary>
[Collection(Machine.Name)]
public sealed class ArmTests
{
    private const string Emulator = "qemu-aarch64";
    private const long Packets = 300;

    private static readonly string _path = Path.Combine(Repository.Root, "bin/agent/linux-arm64/udplab-agent");

    [Fact]
    public void ItIntroducesItselfAndAnswers()
    {
        using AgentProcess agent = Start();

        Assert.Equal(("aarch64", Hello.CurrentProtocol), (agent.Hello.Architecture, agent.Hello.Protocol));
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), agent.Hello.BootId);
        Assert.NotNull(agent.Ask<Wire.Testbeds>(new ListTestbeds()));
        Assert.Contains("lo", agent.Ask<Hello>(new Greet()).Interfaces);
        Assert.NotEqual("", agent.Refused(new OpenSink { Address = "nowhere" }).Message);
    }

    [Theory]
    [InlineData(ReceiveMethod.Recvmsg)]
    [InlineData(ReceiveMethod.Recvmmsg)]
    [InlineData(ReceiveMethod.Read)]
    [InlineData(ReceiveMethod.Epoll)]
    public void ItFloodsAndReceivesOnLoopback(ReceiveMethod method)
    {
        using AgentProcess agent = Start();
        Trial trial = Trial.OnLoopback(agent)
            .Open(new OpenSink { Address = Trial.Loopback, ReceiveBuffer = 4_000_000 })
            .Run(new Measure { Method = method, SharedClock = true, Interfaces = ["lo"] }, new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = Packets, RatePps = 2000 });

        Assert.Equal((Packets, Packets), (trial.Sent, trial.Result.Packets));
        Assert.Equal((0L, 0L, 0L, 0L), (trial.Result.Headers!.BadMagic, trial.Result.Headers.Lost, trial.Result.Headers.Duplicates, trial.Result.Headers.OutOfOrder));
    }

    private static AgentProcess Start()
    {
        Assert.SkipUnless(File.Exists(_path), "The agent for arm64 is not built: dotnet pack src/UdpLab -p:AgentRuntimes=all.");
        Machine.Need(Emulator);
        return AgentProcess.Start(Emulator, [_path]);
    }
}
