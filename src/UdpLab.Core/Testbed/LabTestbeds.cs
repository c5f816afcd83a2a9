using System.Collections.Concurrent;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Creates, lists and removes testbeds of this machine.</summary>
internal static class LabTestbeds
{
    private static readonly ConcurrentDictionary<string, (LabTestbed Testbed, Guid Owner)> _own = new();

    public static LabTestbed Create(string? name, int queues, int mtu, Guid owner, CancellationToken cancel)
    {
        using AgentSession agent = LabHosts.Local.OpenAgent();
        Testbeds made = agent.Ask<Testbeds>(
            id => new CreateTestbed { Id = id, Name = name, Queues = queues, Mtu = mtu, OwnerProcessId = Environment.ProcessId },
            cancel);
        LabTestbed testbed = From(made.Items is [var facts, ..] ? facts : throw new LabException(FailureCode.Protocol, "The agent created a testbed but did not return it."), agent.Hello);
        if (_own.IsEmpty)
        {
            // A session removes its testbeds when it ends; only a killed one leaves them.
            AppDomain.CurrentDomain.ProcessExit -= RemoveOwnAtExit;
            AppDomain.CurrentDomain.ProcessExit += RemoveOwnAtExit;
        }

        _own[testbed.Name] = (testbed, owner);
        return testbed;
    }

    public static IReadOnlyList<LabTestbed> List(CancellationToken cancel)
    {
        using AgentSession agent = LabHosts.Local.OpenAgent();
        return [.. agent.Ask<Testbeds>(id => new ListTestbeds { Id = id }, cancel).Items.Select(facts => From(facts, agent.Hello))];
    }

    /// <summary>The interface a testbed uses for its packets; empty for other hosts.</summary>
    public static IEnumerable<string> Path(LabHost host) =>
        host is not NamespaceLabHost { Testbed: not null } end ? []
        : end.NetworkNamespace.EndsWith(NamespaceLabHost.GeneratorSuffix, StringComparison.Ordinal) ? ["gen0"]
        : ["sink0"];

    /// <summary>The generator of the testbed whose sink a host is; null for other hosts.</summary>
    public static LabHost? GeneratorOf(LabHost sink) =>
        sink is NamespaceLabHost { Testbed: { } name } end && end.NetworkNamespace.EndsWith(NamespaceLabHost.SinkSuffix, StringComparison.Ordinal)
            ? LabHosts.Find(name + NamespaceLabHost.GeneratorSuffix) : null;

    /// <summary>Whether one of its namespaces exists.</summary>
    public static bool Exists(LabTestbed testbed) => Ends(testbed).Any(HostLinks.Exists);

    public static void Remove(LabTestbed testbed, CancellationToken cancel)
    {
        // An agent inside would keep a namespace that has lost its name.
        HostLinks.Leave(testbed.Generator);
        HostLinks.Leave(testbed.Sink);
        using AgentSession agent = LabHosts.Local.OpenAgent();
        _ = agent.Ask<Done>(id => new RemoveTestbed { Id = id, Name = testbed.Name, OwnerProcessId = testbed.OwnerProcessId > 0 ? testbed.OwnerProcessId : null }, cancel);
        CloseChanges(testbed);
        HostLinks.Remove(testbed.Generator);
        HostLinks.Remove(testbed.Sink);
        _ = _own.TryRemove(testbed.Name, out _);
    }

    /// <summary>Removes the testbeds left by these owners; called when the module is unloaded or the process ends.</summary>
    public static void RemoveOwn(Func<Guid, bool> ofOwner)
    {
        foreach (LabTestbed testbed in _own.Values.Where(own => ofOwner(own.Owner)).Select(own => own.Testbed))
        {
            try
            {
                testbed.Dispose();
            }
            catch (LabException)
            {
                // It was removed elsewhere; Get-LabTestbed lists any remains.
            }
        }
    }

    /// <summary>Settings changed in its namespaces are gone with them; a later testbed of the same name is unrelated.</summary>
    private static void CloseChanges(LabTestbed testbed)
    {
        string?[] spaces = [.. Ends(testbed).Select(end => end.NetworkNamespace)];
        try
        {
            ChangeJournal journal = ChangeJournal.Here;
            journal.Advance(
                [.. journal.Read()
                    .Where(c => c.IsOpen && c.GoesWithNamespace && c.Place.Kind == LabHostKind.Namespace && spaces.Contains(c.Place.NetworkNamespace))
                    .Select(c => c with { State = LabChangeState.Undone, Note = "The testbed was removed, and the setting went with its namespace." })],
                $"Testbed {testbed.Name} was removed.");
        }
        catch (LabException)
        {
            // The testbed is gone anyway, which Undo-LabChange detects.
        }
    }

    private static void RemoveOwnAtExit(object? sender, EventArgs e) => RemoveOwn(_ => true);

    private static IEnumerable<NamespaceLabHost> Ends(LabTestbed testbed) => new[] { testbed.Generator, testbed.Sink }.OfType<NamespaceLabHost>();

    private static LabTestbed From(TestbedFacts facts, Hello machine) => new()
    {
        Name = facts.Name,
        State = facts.Unreadable ? LabTestbedState.Unknown : facts.Orphaned ? LabTestbedState.Leftover : LabTestbedState.Active,
        Generator = End(facts.Name + NamespaceLabHost.GeneratorSuffix, facts.GeneratorNamespace, machine),
        Sink = End(facts.Name + NamespaceLabHost.SinkSuffix, facts.SinkNamespace, machine),
        GeneratorInterface = facts.GeneratorInterface,
        SinkInterface = facts.SinkInterface,
        GeneratorAddress = facts.GeneratorAddress,
        SinkAddress = facts.SinkAddress,
        Queues = facts.Queues,
        OwnerProcessId = facts.OwnerProcessId,
    };

    /// <summary>An end of a testbed, on the machine whose agent made or found it.</summary>
    private static LabHost End(string name, string networkNamespace, Hello machine)
    {
        HostLink link = HostLinks.GetOrAdd(new NamespaceLabHost { Name = name, NetworkNamespace = networkNamespace });
        link.Learn(machine);
        return link.Host;
    }
}
