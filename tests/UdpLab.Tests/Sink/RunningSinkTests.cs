using System.Globalization;
using System.Management.Automation;
using System.Net.Sockets;

namespace UdpLab.Tests.Sink;

/// <summary>Start-Sink, Get-Sink, Stop-Sink, and Measure-Sink on a sink that runs.</summary>
[Collection(Machine.Name)]
public class RunningSinkTests(Session session) : IClassFixture<Session>, IDisposable
{
    private readonly int _port = Receiver.FreePort();

    public void Dispose()
    {
        session.Run("Get-Sink | Stop-Sink");
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void ItReceivesWhatComesUntilItIsStopped()
    {
        PSObject started = session.One($"Start-Sink web -Port {_port} -ReceiveBuffer 4000000 -Method Recvmmsg");
        Assert.Equal(("web", "Running", (long)_port, "Recvmmsg", 0L), (started.Text("Name"), started.Text("State"), started.Long("Port"), started.Text("Method"), started.Long("Packets")));
        Send(300);
        Assert.Equal(300, Received("web"));
        Send(200);
        Assert.Equal(500, Received("WEB"));
        Assert.Equal(0, session.One("Get-Sink").Long("Drops"));

        // Two floods, whose numbers begin at 0 each.
        PSObject whole = session.One("Stop-Sink web");
        Assert.Equal((500L, 500 * 18L, 0L, 0L, 0L), (whole.Long("Packets"), whole.Long("Bytes"), whole.Long("Lost"), whole.Long("Duplicates"), whole.Long("Ledger.KernelDifference")));
        Assert.Equal(500, whole.All("Intervals").Sum(i => i.Long("Packets")));
        Assert.Equal("Completed", whole.Text("State"));
        Assert.Empty(session.Give("Get-Sink"));
        Agents.MustRest();

        // Its port is free again.
        session.Give($"Start-Sink web -Port {_port} | Stop-Sink");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Sockets 3 -Method Recvmmsg")]
    public void TheWindowsOfAnOverloadConserveAndAreItsWholeLife(string sink)
    {
        session.Give($"$null = Start-Sink web -Port {_port} -ReceiveBuffer 4096 {sink}");
        using Session other = new(mustLeaveNoAgent: false);
        ScriptRun watching = session.Start("Get-Sink web | Measure-Sink -Interval 0.2");
        Assert.True(Machine.Becomes(() => watching.Output.Count >= 1, 60), "There are no measurements.");
        PSObject flood = other.One($"Invoke-UdpFlood -Destination 127.0.0.1 -Port {_port} -Backend Socket -Flows 16 -Duration 1");

        // The last packets are in a window too.
        int after = watching.Output.Count;
        Assert.True(Machine.Becomes(() => watching.Output.Count >= after + 2, 60), "There are no more measurements.");
        watching.Stop();
        PSObject[] parts = [.. watching.Output];
        Assert.All(parts, p => Assert.Equal(0, p.Long("Ledger.KernelDifference")));
        Assert.Equal(flood.Long("Sent"), parts.Sum(p => p.Long("Ledger.Received") + p.Long("Ledger.Losses")));

        // It went on, and its whole life is the sum.
        PSObject whole = session.One("Get-Sink web | Stop-Sink");
        Assert.Equal(whole.Long("Packets"), parts.Sum(p => p.Long("Packets")));
        Assert.Equal(whole.Long("Ledger.Losses"), parts.Sum(p => p.Long("Ledger.Losses")));
        Assert.Equal(whole.Long("Lost"), parts.Sum(p => p.Get("Lost") is null ? 0 : p.Long("Lost")));
    }

    [Fact]
    public void AWindowIsMeasuredAgainAndAgain()
    {
        session.Give($"$null = Start-Sink web -Port {_port} -ReceiveBuffer 4000000");
        Send(100);
        Assert.Equal(100, Received("web"));
        ScriptRun measuring = session.Start("Get-Sink | Measure-Sink -Duration 1 -Repeat 3");
        using UdpClient client = new();
        while (!measuring.HasEnded)
        {
            client.Send([1, 2, 3], 3, "127.0.0.1", _port);
            Thread.Sleep(2);
        }

        PSObject[] windows = [.. measuring.Wait().MustBeClean().Output];
        Assert.Equal(3, windows.Length);
        Assert.All(windows, w =>
        {
            Assert.InRange(w.Long("Packets"), 1, long.MaxValue);
            Assert.Equal((1.0, 0L), (w.Double("Duration"), w.Long("Ledger.KernelDifference")));
            Assert.Equal(3 * w.Long("Packets"), w.Long("Bytes"));

            // Its time is all of it, not that from the first packet to the last.
            Assert.InRange(w.Double("Seconds"), 1, Machine.Soon);
            Assert.Equal(w.Long("Packets") / w.Double("Seconds"), w.Double("Pps"), 6);
        });
        Assert.Equal("Running", session.One("Get-Sink").Text("State"));
    }

    [Fact]
    public void AWindowHasAProfileThatSaysWhy()
    {
        Machine.RequireRoot();
        session.Give($"$null = Start-Sink web -Port {_port}");
        using Session other = new(mustLeaveNoAgent: false);
        ScriptRun flooding = other.Start($"Invoke-UdpFlood -Destination 127.0.0.1 -Port {_port} -Backend Socket -Duration 120");
        PSObject[] windows = [.. session.Give("Get-Sink | Measure-Sink -Duration 1 -Profile -Repeat 2")];
        flooding.Stop();
        Assert.Equal(2, windows.Length);
        Assert.All(windows, w =>
        {
            Assert.InRange(w.Long("Profile.Samples"), 1, long.MaxValue);
            Assert.Equal(0, w.Long("Ledger.KernelDifference"));
        });
        Assert.Equal("Running", session.One("Get-Sink").Text("State"));
    }

    [Fact]
    public void ItSendsBack()
    {
        session.Give($"$null = Start-Sink pong -Port {_port} -Echo");
        using UdpClient client = new();
        client.Client.ReceiveTimeout = 20_000;
        client.Connect("127.0.0.1", _port);
        for (byte i = 0; i < 10; i++)
        {
            client.Send([i]);
            System.Net.IPEndPoint? from = null;
            Assert.Equal([i], client.Receive(ref from));
        }

        Assert.Equal("True", session.One("Get-Sink").Text("Echo"));
        PSObject whole = session.One("Stop-Sink p*");
        Assert.Equal((10L, 10L), (whole.Long("Packets"), whole.Long("Echoed")));
    }

    [Fact]
    public void OneThatEndedByItselfSaysWhy()
    {
        session.Give($"$null = Start-Sink web -Port {_port}");
        int agent = Assert.Single(Agents.Own, id => Agents.HasThread(id, "sink"));
        Tool.Run("kill", "-KILL", agent.ToString(CultureInfo.InvariantCulture));

        Assert.True(Machine.Becomes(() => session.One("Get-Sink").Text("State") == "Ended", 20), "It did not end.");
        Assert.Contains("ended unexpectedly", session.One("Get-Sink").Text("Reason"));
        Assert.Contains("has ended", session.Run("Get-Sink | Measure-Sink").MustFail("NotFound.Sink").Exception.Message);

        // Its name can be used again; that of another is stopped in vain, and goes.
        session.Give($"$null = Start-Sink web -Port {_port}");
        Assert.Equal("Running", session.One("Get-Sink").Text("State"));
        Tool.Run("kill", "-KILL", Assert.Single(Agents.Own, id => Agents.HasThread(id, "sink")).ToString(CultureInfo.InvariantCulture));
        Assert.Contains("ended unexpectedly", session.Run("Stop-Sink web").MustFail("NotFound.Sink").Exception.Message);
        Assert.Empty(session.Give("Get-Sink"));
    }

    [Fact]
    public void SinksAreMeasuredByNameAndTheOneThatDiesIsNamed()
    {
        session.Give($"$null = Start-Sink one -Port {_port}");
        string agent = Assert.Single(Agents.Own, id => Agents.HasThread(id, "sink")).ToString(CultureInfo.InvariantCulture);
        session.Give($"$null = Start-Sink other -Port {Receiver.FreePort()}");
        Assert.Equal(["one", "other"], session.Give("(TabExpansion2 'Measure-Sink -Sink o').CompletionMatches.CompletionText").Select(w => w.ToString()));
        Assert.Equal(2, session.Give("Measure-Sink -Sink o*, ONE -Duration 0.1").DistinctBy(m => m.Text("Port")).Count());
        session.Run("Measure-Sink -Sink web").MustFail("ParameterArgumentTransformationError");

        ScriptRun measuring = session.Start("Measure-Sink -Sink one, other -Duration 2");
        Assert.True(Machine.Becomes(() => measuring.ShowsProgress, 60), "Nothing is measured.");
        Tool.Run("kill", "-KILL", agent);
        ErrorRecord error = measuring.Wait().MustFail("NotFound.Sink");
        Assert.StartsWith("Sink one has ended: ", error.Exception.Message);
        Assert.Equal("one", PSObject.AsPSObject(error.TargetObject).Text("Name"));
        Assert.Single(measuring.Output);
    }

    [Fact]
    public void OneThatAnswersLateDelaysNoOther()
    {
        session.Give($"$null = Start-Sink late -Port {_port}");
        string agent = Assert.Single(Agents.Own, id => Agents.HasThread(id, "sink")).ToString(CultureInfo.InvariantCulture);
        session.Give($"$null = Start-Sink other -Port {Receiver.FreePort()}");
        Tool.Run("kill", "-STOP", agent);
        try
        {
            Assert.Equal("Running", session.One("Get-Sink other").Text("State"));
            Assert.Equal("other", Assert.Single(session.Give("Get-Sink o*")).Text("Name"));
        }
        finally
        {
            Tool.Run("kill", "-CONT", agent);
        }

        // It was not asked, so nothing was late.
        Assert.Equal("Running", session.One("Get-Sink late").Text("State"));
    }

    [Fact]
    public void AWindowOfOneThatIsStoppedSaysSo()
    {
        session.Give($"$null = Start-Sink web -Port {_port}");
        using Session other = new(mustLeaveNoAgent: false);
        ScriptRun watching = other.Start("Get-Sink web | Measure-Sink -Interval 0.2");
        Assert.True(Machine.Becomes(() => watching.Output.Count >= 1, 60), "There are no measurements.");
        session.Give("Stop-Sink web");
        Assert.Contains("Sink web has ended: it was stopped", watching.Wait().MustFail("NotFound.Sink").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesAreUniqueAndNumberedByDefault()
    {
        Assert.Equal("sink1", session.One($"Start-Sink -Port {_port}").Text("Name"));
        Assert.Equal("sink2", session.One($"Start-Sink -Port {Receiver.FreePort()}").Text("Name"));
        session.Run($"Start-Sink SINK1 -Port {Receiver.FreePort()}").MustFail("Busy.Name");
        Assert.Contains("sink sink1 of this session", session.Run($"Start-Sink other -Port {_port}").MustFail("Busy.Port").Exception.Message);
        Assert.Contains("Stop-Sink sink1", session.Run($"Measure-Sink -Port {_port}").MustFail("Busy.Port").Exception.Message);
        Assert.Equal(2, session.Give("Get-Sink sink1, SINK1, sink?").Count);
        Assert.Contains("sink1, sink2", session.Run("Get-Sink web").MustFail("NotFound.Name").Exception.Message);
        Assert.Equal(["sink1", "sink2"], session.Give("(TabExpansion2 'Stop-Sink s').CompletionMatches.CompletionText").Select(w => w.ToString()));
        Assert.Contains("Stop the sink", string.Join('\n', session.Run("Stop-Sink * -WhatIf").MustBeClean().Lines));
        Assert.Equal(2, session.Give("Get-Sink s*").Count);
        Assert.Equal(2, session.Give("Get-Sink | Stop-Sink").Count);
    }

    [Theory]
    [InlineData("Start-Sink -Echo -Gro -Port {0}", "InvalidArgument.Echo", "-Gro")]
    [InlineData("Start-Sink -Echo -Method Recv -Port {0}", "InvalidArgument.Echo", "Recvmsg and Recvmmsg")]
    [InlineData("Start-Sink -Echo -Ttl -Port {0}", "InvalidArgument.Echo", "-Ttl")]
    [InlineData("Start-Sink -Method IoUring -Port {0}", "InvalidArgument.Method", "IoUring")]
    [InlineData("Measure-Sink -Interval 1 -Method PacketRing -Port {0}", "InvalidArgument.Method", "PacketRing")]
    [InlineData("Start-Sink \"web`n\" -Port {0}", "ParameterArgumentValidationError", "Name")]
    [InlineData("Start-Sink -Address fe80::1 -Port {0}", "InvalidArgument.Address", "-Interface")]
    [InlineData("$s = Start-Sink web -Port {0}; Invoke-UdpFlood -Count 1 | Measure-Sink -Sink $s", "InvalidArgument.Sink", "Get-Sink web | Measure-Sink")]
    [InlineData("$s = Start-Sink web -Port {0}; $null = Stop-Sink web; $null = Start-Sink web -Port {0}; $s | Stop-Sink", "NotFound.Sink", "was started at")]
    [InlineData("Start-Sink -SteerByCpu -Port {0}", "InvalidArgument.SteerByCpu", "-Sockets 2")]
    [InlineData("Start-Sink web -Port {0} | Measure-Sink -Port 7", "InvalidArgument.Port", "Start-Sink")]
    [InlineData("Start-Sink web -Port {0} | Measure-Sink -ProfileCost", "InvalidArgument.ProfileCost", "runs already")]
    [InlineData("$s = Start-Sink web -Port {0}; Measure-Sink -Sink $s -Method Recv", "InvalidArgument.Method", "-Method")]
    [InlineData("Start-Sink web -Port {0} -Address 192.0.2.1", "InvalidArgument.Address", "192.0.2.1")]
    public void WhatCannotWorkIsRefused(string script, string id, string named) =>
        Assert.Contains(named, session.Run(string.Format(CultureInfo.InvariantCulture, script, _port)).MustFail(id).Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void ItGoesWithTheModule()
    {
        using Session other = new(mustLeaveNoAgent: false);
        other.Give($"$null = Start-Sink its -Port {_port}");
        session.Give($"$null = Start-Sink ours -Port {Receiver.FreePort()}");
        other.Give("Remove-Module UdpLab");

        Assert.Equal("ours", session.One("Get-Sink").Text("Name"));
        session.Give($"$null = Start-Sink -Port {_port}");
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void AKilledShellLeavesNothing(string signal)
    {
        using ShellProcess shell = ShellProcess.Start($"$null = Start-Sink -Port {_port} -Sockets 2 -Echo; Start-Sink -Port {Receiver.FreePort()} | Measure-Sink -Interval 1");
        int[] agents = [];
        Assert.True(Machine.Becomes(() => (agents = Agents.Of(shell.Id)).Count(id => Agents.HasThread(id, "sink-clock")) == 2, 60), "The shell has no sinks.");
        shell.Signal(signal);

        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), 3 * Machine.Soon), "A sink outlived its session.");
        session.Give($"Start-Sink -Port {_port} | Stop-Sink");
    }

    [Fact]
    public void AShellThatExitsLeavesNothing()
    {
        (int code, string output, _) = ShellProcess.Run($"Start-Sink web -Port {_port}");
        Assert.Equal(0, code);
        Assert.Contains("web", output);
        session.Give($"Start-Sink -Port {_port} | Stop-Sink");
    }

    private void Send(int count) => session.Give($"$null = Invoke-UdpFlood -Destination 127.0.0.1 -Port {_port} -RatePps 10000 -Count {count}");

    /// <summary>Its packets, once a silence has passed: a sender that starts again afterwards numbers its packets from the start.</summary>
    private long Received(string name)
    {
        _ = session.Give($"Get-Sink {name} | Measure-Sink -Duration 0.6");
        return session.One($"Get-Sink {name}").Long("Packets");
    }
}
