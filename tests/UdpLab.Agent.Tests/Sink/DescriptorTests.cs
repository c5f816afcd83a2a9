using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A receiving thread has a table of descriptors of its own, and keeps nothing open that the agent has closed.</summary>
[Collection(Machine.Name)]
public sealed class DescriptorTests
{
    [Theory]
    [InlineData(ReceiveMethod.Recv)]
    [InlineData(ReceiveMethod.Read)]
    [InlineData(ReceiveMethod.Recvmsg)]
    [InlineData(ReceiveMethod.Recvmmsg)]
    public void AThreadHasItsSocketOnly(ReceiveMethod method)
    {
        Assert.SkipWhen(Environment.OSVersion.Version < new Version(5, 9), "close_range(2) needs Linux 5.9.");
        using AgentProcess agent = AgentProcess.Start();
        Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Sockets = 2 });
        trial.Arm(new Measure { Method = method });
        string[][] tables = [];
        Assert.True(
            Machine.Becomes(() => (tables = [.. SinkThreads(agent.Id).Select(Sockets)]).Length == 2 && tables.All(t => t.Length == 1), 20),
            $"{tables.Length} threads with {string.Join(" and ", tables.Select(t => t.Length))} sockets");
        Assert.NotEqual(tables[0][0], tables[1][0]);
    }

    [Fact]
    public void ItsPortIsFreeAsSoonAsItIsClosed()
    {
        using AgentProcess agent = AgentProcess.Start();
        int port = 0;
        for (int i = 0; i < 50; i++)
        {
            Trial trial = Trial.OnLoopback(agent).Open(new OpenSink { Address = Trial.Loopback, Port = port });
            port = trial.Ready.Port;
            trial.Run(new Measure(), new OpenFlood { Backend = FloodBackend.Socket, Destination = Trial.Loopback, Count = 10 });
            Assert.Equal(10, trial.Result.Packets);
        }
    }

    private static string[] SinkThreads(int process) =>
        [.. Directory.GetDirectories($"/proc/{process}/task").Where(t => File.ReadAllText($"{t}/comm").TrimEnd() == "sink")];

    private static string[] Sockets(string thread) =>
        [.. Directory.GetFiles($"{thread}/fd").Select(fd => new FileInfo(fd).LinkTarget).OfType<string>().Where(t => t.StartsWith("socket:", StringComparison.Ordinal))];
}
