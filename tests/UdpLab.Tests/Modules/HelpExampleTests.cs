using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace UdpLab.Tests.Modules;

/// <summary>
/// The examples of each page run as they are printed, except that they take less time and use free ports. Those that need a second machine, a card, pktgen
/// or a person are not run, and those with commands that only pwsh has are run by the Pester tests.
/// </summary>
[Collection(Machine.Name)]
public sealed class HelpExampleTests(HelpExampleTests.Desk desk) : IClassFixture<HelpExampleTests.Desk>
{
    private static readonly string[] _kinds = ["crash", "guest", "host", "nic", "pktgen", "perf", "root", "traffic", "user"];

    public static TheoryData<string> Pages => [.. HelpExample.Pages];

    [Fact]
    public void WhatAnExampleNeedsIsOneOfTheKindsInTheIndex() => Assert.All(HelpExample.Pages, page => Assert.All(HelpExample.Of(page), example => Assert.Empty(example.Needs.Except(_kinds))));

    [Theory]
    [MemberData(nameof(Pages))]
    public void ExamplesRunAsPrinted(string page)
    {
        HelpExample[] examples = [.. HelpExample.Of(page).Where(e => e.Needs.All(desk.Has) && e.Commands.All(desk.Commands.Contains))];
        Assert.SkipWhen(examples.Length == 0, $"The examples of {page} need {string.Join(", ", HelpExample.Of(page).SelectMany(e => e.Needs).Distinct())}, or pwsh.");

        using Traffic? traffic = examples.Any(e => e.Needs.Contains("traffic")) ? desk.SendTraffic() : null;
        ScriptRun run = desk.Session.Run(desk.WithOwnPorts(HelpExample.Script(examples)));
        Assert.True(run.Errors.Count == 0, string.Join('\n', run.Errors.Select(e => $"{e}\n{e.InvocationInfo?.PositionMessage}")));
    }

    /// <summary>A session in a folder with the files that examples read.</summary>
    public sealed class Desk : IDisposable
    {
        // Ports that examples use, and free ones to use instead.
        private readonly Dictionary<int, int> _ports = new[] { 5001, 5300, 7000, 11111 }.ToDictionary(port => port, _ => Receiver.FreePort());
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("udplab-help-");

        public Desk()
        {
            Commands = Session.Give("Get-Command | ForEach-Object Name").Select(n => n.ToString()).ToHashSet();
            string data = Path.Combine(Repository.Root, "tests", "UdpLab.Core.Tests", "data", "perf");
            Copy(Path.Combine(data, "6.1-script-default.txt"), "before.script");
            Copy(Path.Combine(data, "6.18-script-default.txt"), "after.script", "sink.script");
            Copy(Path.Combine(data, "6.18-report-nochildren.txt"), "report.txt");
            Session.Give($$"""
                $ExecutionContext.SessionState.Path.SetLocation('{{_folder.FullName}}')
                $PSDefaultParameterValues = @{ 'Invoke-UdpFlood:Duration' = 0.05 }
                Invoke-UdpFlood | Measure-Sink Recvmsg, Recvmmsg -Repeat 2 | Export-LabResult night.jsonl
                Invoke-LabSweep @{ RssQueues = 1, 2; Kernel = 'old', 'new' } { Invoke-UdpFlood | Measure-Sink } | Export-LabReport report.html
                Export-PerfProfile before.folded before.script
                Export-PerfProfile after.folded after.script
                """);
            Copy(Path.Combine(_folder.FullName, "night.jsonl"), "run.jsonl", "before.jsonl", "after.jsonl", "results.jsonl", "lab-1.jsonl", "lab-2.jsonl");
            Copy(Path.Combine(_folder.FullName, "after.folded"), "sink.folded");
            if (Has("perf"))
            {
                Session.Give("$null = Invoke-PerfCapture -AllCpus -Duration 0.2 -Path perf.data");
            }
        }

        public Session Session { get; } = new();

        /// <summary>Names of the commands this engine has.</summary>
        public IReadOnlySet<string> Commands { get; }

        public bool Has(string need) => need switch
        {
            "root" => Environment.IsPrivilegedProcess,
            "traffic" => true,
            "perf" => Environment.IsPrivilegedProcess && Tool.Exists("perf"),
            _ => false,
        };

        /// <summary>Sends datagrams to the ports of examples until it is disposed.</summary>
        public Traffic SendTraffic() => new([.. new[] { 5300, 7000 }.Select(port => new IPEndPoint(IPAddress.Loopback, _ports[port]))]);

        public string WithOwnPorts(string script) => _ports.Aggregate(script, (text, port) => Regex.Replace(text, $@"\b{port.Key}\b", $"{port.Value}"));

        public void Dispose()
        {
            Session.Dispose();
            _folder.Delete(recursive: true);
        }

        private void Copy(string file, params string[] names)
        {
            foreach (string name in names)
            {
                File.Copy(file, Path.Combine(_folder.FullName, name));
            }
        }
    }

    /// <summary>A thread that sends a datagram to each end every millisecond: one of its own, as those of the pool may all be busy.</summary>
    public sealed class Traffic : IDisposable
    {
        private readonly ManualResetEventSlim _over = new(false);
        private readonly Thread _thread;

        public Traffic(IPEndPoint[] ends)
        {
            _thread = new Thread(() =>
            {
                using UdpClient sender = new();
                while (!_over.Wait(1))
                {
                    Array.ForEach(ends, end => sender.Send("udplab"u8, end));
                }
            })
            { IsBackground = true };
            _thread.Start();
        }

        public void Dispose()
        {
            _over.Set();
            _thread.Join();
            _over.Dispose();
        }
    }
}
