using System.Diagnostics;
using System.Text;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>A malicious or broken host: what it sends is bounded, cleaned, and reported if wrong.</summary>
public class HostileAgentTests
{
    private static readonly string _hello = FakeAgent.Says(FakeAgent.Hello);

    [Theory]
    [InlineData("\u001b[2J\u001b]0;owned\u0007")]
    [InlineData("\u009b2J")]
    [InlineData("\u202egnp.exe")]
    [InlineData("a\rb\nc")]
    [InlineData("\u007f\u0000\b")]
    [InlineData("\u200b\u2066\ufeff\u2028")]
    public void WhatItCallsItselfDoesNotReachTheTerminalAsItIs(string name)
    {
        using FakeAgent agent = new(FakeAgent.Says(FakeAgent.Hello with { Kernel = name, Distribution = name, Architecture = name, Interfaces = [name], NodeName = name }));
        FakeHost link = new("far", agent);
        Hello hello = link.Hello;
        LabHost host = link.Host;

        Assert.All([host.Kernel, host.Distribution, host.Architecture, hello.Interfaces[0], hello.NodeName], text =>
            Assert.DoesNotContain(text, c => char.IsControl(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator));
    }

    [Fact]
    public void ItsErrorsAreCleanedAndCutAndKeepTheirLines()
    {
        using FakeAgent agent = new(_hello, "?", FakeAgent.Says(new Failure { Id = 1, Message = "first\nsecond \u001b[31m" + new string('x', 100_000), Parameter = "\u001bName" }));
        using AgentSession session = agent.Start();
        LabException failure = Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, default));

        Assert.StartsWith("far: first\nsecond \ufffd[31mxxx", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 1000, 9000);
        Assert.Equal("\ufffdName", failure.Parameter);
    }

    [Fact]
    public void ItsComplaintsAreCleanedAndCut()
    {
        using FakeAgent agent = new([.. Enumerable.Repeat("!\u001b[2J" + new string('x', 1000), 200), "exit"]);
        LabException failure = Assert.Throws<LabException>(() => agent.Start());

        Assert.DoesNotContain('\u001b', failure.Message);
        Assert.InRange(failure.Message.Length, 1000, 20_000);
    }

    [Fact]
    public void ALineWithoutAnEndEndsTheConversationAndNotTheMemory()
    {
        using FlowingChannel channel = new(_hello[1..] + "\n", new string('x', 1 << 16));
        using AgentSession session = AgentSession.Open("far", channel);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        LabException failure = Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, default));

        Assert.Equal("Protocol", failure.Kind);
        Assert.Contains("far: the agent's output makes no sense (it sent a line of more than 16 MB", failure.Message, StringComparison.Ordinal);
        Assert.True(channel.Killed);
        Assert.InRange(channel.Sent, 16 << 20, 64 << 20);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 256L << 20);
    }

    [Fact]
    public void LinesWithoutEndThatAnswerARequestNobodyListensToEndTheConversation()
    {
        string interval = FakeAgent.Says(new Interval { Id = 1 })[1..];
        string line = interval.Insert(interval.Length - 1, new string(' ', 1 << 20)) + "\n";
        using FlowingChannel channel = new(_hello[1..] + "\n", line, wait: true);
        using AgentSession session = AgentSession.Open("far", channel);
        long id = session.Send(i => new StopFlood { Id = i });
        channel.Go();
        Assert.True(SpinWait.SpinUntil(() => !session.IsAlive, TimeSpan.FromSeconds(60)));
        LabException failure = Assert.Throws<LabException>(() => session.Send(i => new StopFlood { Id = i }));

        Assert.Contains("512 MB that are still unread", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, id);
    }

    [Theory]
    [InlineData("""={"event":"error","id":0,"message":"no such command"}""", "it could not read a request: no such command")]
    [InlineData("""={"event":"done","id":0}""", "it sent Done for request 0")]
    [InlineData("""={"event":"done","id":77}""", "it sent Done for request 77")]
    [InlineData("""={"event":"done","id":-5}""", "it sent Done for request -5")]
    [InlineData("""={"event":"done"}""", "it sent Done for request 0")]
    public void AnAnswerThatBelongsToNoRequestLeavesNobodyWaiting(string line, string why)
    {
        using FakeAgent agent = new(_hello, "?", line);
        using AgentSession session = agent.Start();
        Stopwatch clock = Stopwatch.StartNew();
        LabException failure = Assert.Throws<LabException>(() => session.Ask<Done>(id => new StopFlood { Id = id }, default));

        Assert.Equal("Protocol", failure.Kind);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
    }

    [Theory]
    [InlineData("""{"event":"nic.state","id":1,"items":null,"present":[],"hostIdentity":""}""", "no NicState.Items")]
    [InlineData("""{"event":"nic.state","id":1,"items":[null],"present":[],"hostIdentity":""}""", "no NicState.Items[0]")]
    [InlineData("""{"event":"nic.state","id":1,"items":[],"present":[null],"hostIdentity":""}""", "no NicState.Present[0]")]
    [InlineData("""{"event":"nic.state","id":1,"items":[],"present":[],"hostIdentity":"","hostSettings":{"a":null}}""", "no NicState.HostSettings[a]")]
    [InlineData("""{"event":"nic.state","id":1,"items":7,"present":[],"hostIdentity":""}""", "'items' is wrong")]
    [InlineData("""{"event":"nic.state","id":1,"present":[],"hostIdentity":""}""", "invalid answer")]
    [InlineData("""{"event":"flood.ready","id":1,"backend":77,"reason":"","interface":"","destination":"","source":""}""", "77 as FloodReady.Backend")]
    [InlineData("""{"event":"interval","id":1,"seconds":1e300}""", "as Interval.Seconds")]
    [InlineData("""{"event":"beaten","id":-1,"monotonicNanoseconds":-1}""", "-1 as Beaten.MonotonicNanoseconds")]
    [InlineData("""{"id":1}""", "invalid answer")]
    [InlineData("[]", "invalid answer")]
    [InlineData("null", "null")]
    public void WhatIsWrongIsNamed(string line, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => ReplyReader.Read(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void TextsOfSeveralLinesStayAsTheyAre()
    {
        Counters counters = new() { Snmp = "Udp: a\nUdp: 1\n", Netstat = "x\ty\n", Devices = [new() { Name = "lo\n" }] };
        FloodResult sent = new() { Id = 1, Threads = [], Before = counters, After = counters, Warnings = ["one\ntwo"] };
        FloodResult read = Assert.IsType<FloodResult>(ReplyReader.Read(FakeAgent.Says(sent)[1..]));

        Assert.Equal("Udp: a\nUdp: 1\n", read.Before.Snmp);
        Assert.Equal("x\ty\n", read.After.Netstat);
        Assert.Equal("lo ", read.Before.Devices[0].Name);
        Assert.Equal("one two", read.Warnings[0]);
    }

    /// <summary>A channel that sends something first and then the same thing forever.</summary>
    private sealed class FlowingChannel : AgentChannel
    {
        private readonly Flow _output;

        public FlowingChannel(string first, string then, bool wait = false) => _output = new(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(then), wait);

        public bool Killed { get; private set; }

        public long Sent => _output.Sent;

        public override bool SameClock => true;

        public override bool NeedsHeartbeat => false;

        public override Stream Output => _output;

        public override Stream Complaints => Stream.Null;

        public void Go() => _output.Gate.Set();

        public override void WriteLine(string line)
        {
        }

        public override bool End(TimeSpan patience) => true;

        public override void Kill() => Killed = _output.Ended = true;

        public override void Dispose() => Kill();
    }

    private sealed class Flow(byte[] first, byte[] then, bool wait) : MemoryStream
    {
        private int _at = -1;

        public ManualResetEventSlim Gate { get; } = new(!wait);

        public long Sent { get; private set; }

        public volatile bool Ended;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at < 0)
            {
                _at = 0;
                first.CopyTo(buffer, offset);
                return first.Length;
            }

            Gate.Wait();
            if (Ended)
            {
                return 0;
            }

            int length = Math.Min(count, then.Length - _at);
            Array.Copy(then, _at, buffer, offset, length);
            _at = (_at + length) % then.Length;
            Sent += length;
            return length;
        }
    }
}
