using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

[Collection(Machine.Name)]
public sealed class HelloTests
{
    [Fact]
    public void TheFirstLineTellsWhatUnameAndProcTell()
    {
        using AgentProcess agent = AgentProcess.Start();
        Hello hello = Assert.IsType<Hello>(agent.Replies[0]);
        Assert.Equal((0L, Hello.CurrentProtocol), (hello.Id, hello.Protocol));
        Assert.Equal(agent.Process.Id, hello.ProcessId);
        Assert.Equal(Tool.Run("uname", "-n").Trim(), hello.NodeName);
        Assert.Equal(Tool.Run("uname", "-r").Trim(), hello.Kernel);
        Assert.Equal(Tool.Run("uname", "-m").Trim(), hello.Architecture);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), hello.BootId);
        Assert.Equal(int.Parse(Tool.Run("nproc", "--all"), System.Globalization.CultureInfo.InvariantCulture) >= hello.OnlineCpus.Length, hello.OnlineCpus.Length > 0);
    }

    [Fact]
    public void AnAgentThatHasWaitedSaysWhatThereIsByNow()
    {
        Machine.RequireRoot();
        using Bed bed = new();
        Assert.Equal(["lo", "sink0"], bed.Sink.Hello.Interfaces);
        Space.Run(bed.Facts.SinkNamespace, "ip", "link", "add", "late0", "type", "veth", "peer", "name", "late1");

        Hello now = bed.Sink.Ask<Hello>(new Greet());

        Assert.Equal(["late0", "late1", "lo", "sink0"], now.Interfaces);
        Assert.Equal((bed.Sink.Hello.ProcessId, Hello.CurrentProtocol, bed.Sink.Hello.BootId), (now.ProcessId, now.Protocol, now.BootId));
    }

    [Fact]
    public void ItNeedsNothingButAKernel()
    {
        // Static: no interpreter, no libraries. ldd says so, or fails to find any.
        Assert.Matches("not a dynamic executable|statically linked", string.Concat(Tool.Try("ldd", AgentBinary.Path)));
    }

    [Fact]
    public void NobodyHasNoCapabilities()
    {
        Machine.RequireRoot();
        using AgentProcess agent = AgentProcess.StartAsNobody();
        Assert.Equal(0UL, agent.Hello.Capabilities);
    }

    [Fact]
    public void MalformedLinesAreAnsweredAndTheConversationGoesOn()
    {
        using AgentProcess agent = AgentProcess.Start();
        foreach (string line in MalformedLines.All.Where(l => l != "\0"))
        {
            agent.SendLine(line);
        }

        agent.Ask<Wire.Testbeds>(new ListTestbeds());
        Failure[] failures = [.. agent.Replies.OfType<Failure>()];
        Assert.Equal(MalformedLines.All.Length - 1, failures.Length);
        Assert.All(failures, f => Assert.Equal(FailureCode.Protocol, f.Code));
        Assert.Equal(MalformedLines.All.Where(l => l != "\0").Select(MalformedLines.IdOf), failures.Select(f => f.Id));
    }

    [Fact]
    public void AnUnknownNamespaceIsNamed()
    {
        Machine.RequireRoot();
        RefusedException refusal = Assert.Throws<RefusedException>(() => AgentProcess.Start("udplab-no-such"));
        Assert.Equal(FailureCode.NotFound, refusal.Failure.Code);
        Assert.Contains("'udplab-no-such'", refusal.Failure.Message, StringComparison.Ordinal);
    }
}
