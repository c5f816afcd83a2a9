using System.Globalization;
using System.Management.Automation;

namespace UdpLab.Tests.Endings;

/// <summary>The dead man's switch: whatever happens to the PowerShell that started it, a flood does not outlive it.</summary>
[Collection(Machine.Name)]
public class KillTests(Session session) : IClassFixture<Session>
{
    [Fact]
    public void AKilledShellsAgentsAreGone()
    {
        using ShellProcess shell = ShellProcess.Start("Invoke-UdpFlood -Duration 60 | Measure-Sink");
        int[] agents = WaitForAgents(shell, 2);

        shell.Signal("KILL");

        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), Machine.Soon), "An agent outlived its controller.");
    }

    /// <summary>As when a terminal is closed, or memory runs out: no finally block runs.</summary>
    [Theory]
    [InlineData("HUP")]
    [InlineData("KILL")]
    public void WhatASweepChangedIsRestoredWhenItsShellIsKilled(string signal)
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName();
        session.Give($"$null = New-LabTestbed {name}");
        try
        {
            using ShellProcess shell = ShellProcess.Start($"Invoke-LabSweep @{{ Mtu = 1400, 1300 }} {{ $null = Set-LabNic sink0 -LabHost {name}-sink -Mtu $Mtu; Invoke-UdpFlood -LabHost {name}-sink -RatePps 10 -Duration 60 }}");
            Assert.True(Machine.Becomes(() => Mtu() != 1500, 60), "The sweep changed nothing.");
            shell.Signal(signal);
            _ = shell.Wait();
            Assert.True(Machine.Becomes(() => Mtu() == 1500, Machine.Soon), "The MTU is not restored.");
        }
        finally
        {
            session.Give($"Remove-LabTestbed {name}");
        }

        long Mtu() => session.One($"Get-LabNic sink0 -LabHost {name}-sink").Long("Mtu");
    }

    /// <summary>A run has undone its own change; the same value, set by somebody else since, is not the sweep's.</summary>
    [Fact]
    public void WhatARunUndidItselfIsNotUndoneAgain()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName(), sink = name + "-sink";
        session.Give($"$null = New-LabTestbed {name}");
        try
        {
            using Hosting.TemporaryFile second = new("second", "");
            using ShellProcess shell = ShellProcess.Start($"""
                Invoke-LabSweep @{'{'} Cell = 1, 2 {'}'} {'{'}
                    if ($Cell -eq 1) {'{'} $null = Set-LabNic sink0 -LabHost {sink} -Mtu 1400; $null = Undo-LabChange -LabHost {sink} {'}'}
                    else {'{'} [System.IO.File]::WriteAllText('{second.Path}', 'x') {'}'}
                    Invoke-UdpFlood -LabHost {sink} -RatePps 10 -Duration (@(0, 0.1, 60)[$Cell])
                {'}'}
                """);
            Assert.True(Machine.Becomes(() => new FileInfo(second.Path).Length > 0, 60), "The second cell did not start.");
            Space.Run(Space.Sink(name), "ip", "link", "set", "sink0", "mtu", "1400");
            int[] agents = Agents.Of(shell.Id);
            shell.Signal("KILL");
            _ = shell.Wait();
            Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), Machine.Soon), "An agent outlived its controller.");
            Assert.Equal(1400, session.One($"Get-LabNic sink0 -LabHost {sink}").Long("Mtu"));
        }
        finally
        {
            session.Give($"Remove-LabTestbed {name}");
        }
    }

    [Fact]
    public void AKilledShellLeavesATestbedThatIsListedAndRemoved()
    {
        Machine.RequireRoot();
        string name = Space.NewTestbedName();
        try
        {
            int owner;
            using (ShellProcess shell = ShellProcess.Start($"$b = New-LabTestbed {name}; Invoke-UdpFlood -LabHost $b.Generator -Backend Xdp -Duration 60 | Measure-Sink -LabHost $b.Sink"))
            {
                int[] agents = WaitForAgents(shell, 2);
                owner = shell.Id;
                Assert.Equal("Active", session.One($"Get-LabTestbed {name}").Text("State"));

                shell.Signal("KILL");
                Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), Machine.Soon), "An agent outlived its controller.");
                shell.Wait();
            }

            PSObject left = session.One($"Get-LabTestbed {name}");
            Assert.Equal("Leftover", left.Text("State"));
            Assert.Equal(owner, left.Long("OwnerProcessId"));
            Assert.Equal([Space.Generator(name), Space.Sink(name)], Namespaces(name));

            // No more packets once the queued ones have arrived.
            Assert.True(Machine.Becomes(() => ReceivedIn(name, 200) <= 20, Machine.Soon), "Packets keep arriving.");

            session.Give($"Remove-LabTestbed {name}");
            Assert.Empty(Namespaces(name));
            session.Run($"Get-LabTestbed {name}").MustFail("NotFound.Name");
        }
        finally
        {
            foreach (string space in Namespaces(name))
            {
                Tool.Run("ip", "netns", "delete", space);
            }
        }
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void ASignalStopsAFloodAndSaysSo(string signal, int code)
    {
        using Hosting.TemporaryFile running = new("running", "");
        using ShellProcess shell = ShellProcess.Start($"Invoke-UdpFlood -Duration 60 -RatePps 1000 | ForEach-Object {{ [System.IO.File]::WriteAllText('{running.Path}', 'x'); $_ }} | Measure-Sink -ReceiveBuffer 4000000");
        int[] agents = WaitForAgents(shell, 2);

        // The flood object is passed on once the flood runs.
        Assert.True(Machine.Becomes(() => new FileInfo(running.Path).Length > 0, 60), "The flood did not start.");
        shell.Signal(signal);

        Assert.True(Machine.Becomes(() => shell.HasExited, 2 * Machine.Soon), "The shell did not exit.");
        Assert.True(Machine.Becomes(() => !agents.Any(Agents.IsAlive), Machine.Soon), "An agent did not exit.");
        (int exit, string output, string error) = shell.Wait();
        Assert.Equal(code, exit);
        Assert.Contains("was stopped", output + error);
    }

    private static int[] WaitForAgents(ShellProcess shell, int number)
    {
        int[] agents = [];
        Assert.True(Machine.Becomes(() => (agents = Agents.Of(shell.Id)).Count(Agents.Works) >= number, 60), "The shell has no agents at work.");
        return agents;
    }

    private static string[] Namespaces(string name) => !Directory.Exists("/run/netns")
        ? []
        : [.. Directory.EnumerateFiles("/run/netns").Select(f => Path.GetFileName(f)!).Where(f => f.Contains(name, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static long ReceivedIn(string name, int milliseconds)
    {
        long before = Received(name);
        Thread.Sleep(milliseconds);
        return Received(name) - before;
    }

    private static long Received(string name) => Space.Received(Space.Sink(name), "sink0");
}
