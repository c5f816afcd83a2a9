using UdpLab.Wire;

namespace UdpLab.Tests.Changes;

/// <summary>Answers that cannot be right: how many changes were made is unknown, and they stay pending in the journal.</summary>
[Collection(OwnJournal.Name)]
public sealed class ChangeAnswerTests : IDisposable
{
    private static readonly SettingEffect _effect = new() { Setting = "UpperMtu", Before = "a", After = "b" };
    private readonly OwnJournal _journal = new();

    public static TheoryData<string, string> Nonsense => new()
    {
        { "none", "0 results for 2 requested" },
        { "one", "1 results for 2 requested" },
        { "three", "3 results for 2 requested" },
        { "left", "change 7 of 2" },
        { "negative", "change -1 of 2" },
        { "other", "Done instead of SettingsApplied" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void TheChangesStayPending(string answer, string says)
    {
        Failure failure = new() { Id = 1, Message = "The card is slow." };
        Reply reply = answer switch
        {
            "left" => new SettingsApplied { Id = 1, Failure = failure, Failed = 1, Left = [7] },
            "negative" => new SettingsApplied { Id = 1, Failure = failure, Failed = 1, Left = [-1] },
            "other" => new Done { Id = 1 },
            _ => new SettingsApplied { Id = 1, Outcomes = [.. Enumerable.Repeat(new SettingOutcome { Value = "1400", Effects = [_effect] }, answer switch { "none" => 0, "one" => 1, _ => 3 })] },
        };
        MemoryHost host = new("far", [FakeAgent.Says(FakeAgent.Hello)[1..]], [FakeAgent.Says(reply)[1..]]);
        using AgentSession agent = host.OpenAgent();
        LabException error = Assert.Throws<LabException>(() => ChangeRunner.Apply(host, agent, [Wanted("eth0"), Wanted("eth1")], _ => { }, default));
        Assert.StartsWith("far: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains("It is not known which changes were made", error.Message, StringComparison.Ordinal);
        Assert.All(States(), state => Assert.Equal("Pending", state));
        Assert.Equal(2, States().Length);
    }

    [Fact]
    public void WhatTheAgentItselfRefusesWasNotChanged()
    {
        MemoryHost host = new("far", [FakeAgent.Says(FakeAgent.Hello)[1..]], [FakeAgent.Says(new Failure { Id = 1, Code = FailureCode.Protocol, Message = "No such kind." })[1..]]);
        using AgentSession agent = host.OpenAgent();
        Assert.Equal("far: No such kind.", Assert.Throws<LabException>(() => ChangeRunner.Apply(host, agent, [Wanted("eth0")], _ => { }, default)).Message);
        Assert.Equal(["Pending", "Failed"], States());
    }

    public void Dispose() => _journal.Dispose();

    private static SettingChange Wanted(string target) => new() { Target = target, Identity = "b/1/2", Setting = "Mtu", Before = "1500", After = "1400" };

    /// <summary>The states of all lines of the journal, in order.</summary>
    private string[] States() => [.. _journal.Files.SelectMany(File.ReadAllLines).Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!["state"]!.ToString())];
}
