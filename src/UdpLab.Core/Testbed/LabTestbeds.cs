using System.Collections.Concurrent;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Creates, lists and removes testbeds of this machine.</summary>
internal static class LabTestbeds
{
    private static readonly ConcurrentDictionary<string, (LabTestbed Testbed, Guid Owner)> _own = new();

    /// <summary>Creates a testbed.</summary>
    /// <param name="name">Its name; null for the next free one.</param>
    /// <param name="queues">Queues of each end.</param>
    /// <param name="mtu">MTU of both ends.</param>
    /// <param name="host">This machine, or a guest.</param>
    /// <param name="owner">The runspace.</param>
    /// <param name="cancel">Ctrl-C.</param>
    public static LabTestbed Create(string? name, int queues, int mtu, LabHost host, Guid owner, CancellationToken cancel)
    {
        GuestLink? guest = host is GuestLabHost ? (GuestLink)HostLinks.Of(host)
            : host is LocalLabHost ? null
            : throw new LabException(FailureCode.InvalidArgument, $"-LabHost {host}: testbeds are made on this machine or in a guest, and it is neither.", "LabHost");

        // Hosts are known by their names, so those in guests differ from those here.
        name ??= guest is null ? null : FreeName(cancel);
        if (name is not null && LabHosts.Names.Contains(name + NamespaceLabHost.GeneratorSuffix, StringComparer.OrdinalIgnoreCase) && List(cancel).Any(bed => bed.Name == name && MachineOf(bed) != guest?.Host.Name))
        {
            throw new LabException(FailureCode.Busy, $"-Name {name}: another machine of this session has a testbed of this name; choose another one.", "Name");
        }

        using AgentSession agent = host.OpenAgent();
        Testbeds made = agent.Ask<Testbeds>(
            id => new CreateTestbed { Id = id, Name = name, Queues = queues, Mtu = mtu, OwnerProcessId = guest is null ? Environment.ProcessId : 0 },
            cancel);
        LabTestbed testbed = From(made.Items is [var facts, ..] ? facts : throw new LabException(FailureCode.Protocol, "The agent created a testbed but did not return it."), agent.Hello, guest);
        if (_own.IsEmpty)
        {
            // A session removes its testbeds when it ends; only a killed one leaves them.
            AppDomain.CurrentDomain.ProcessExit -= RemoveOwnAtExit;
            AppDomain.CurrentDomain.ProcessExit += RemoveOwnAtExit;
        }

        _own[testbed.Name] = (testbed, owner);
        return testbed;
    }

    /// <summary>All testbeds of this machine, and of this session's guests.</summary>
    public static IReadOnlyList<LabTestbed> List(CancellationToken cancel) =>
        [.. ListOf(LabHosts.Local, null, cancel), .. HostLinks.All.OfType<GuestLink>().Where(g => g.State == LabHostState.Available).SelectMany(guest => ListOf(guest.Host, guest, cancel))];

    private static LabTestbed[] ListOf(LabHost host, GuestLink? guest, CancellationToken cancel)
    {
        using AgentSession agent = host.OpenAgent();
        return [.. agent.Ask<Testbeds>(id => new ListTestbeds { Id = id }, cancel).Items.Select(facts => From(facts, agent.Hello, guest))];
    }

    private static string FreeName(CancellationToken cancel)
    {
        HashSet<string> taken = [.. List(cancel).Select(bed => bed.Name)];
        return Enumerable.Range(1, int.MaxValue - 1).Select(n => $"bed{n}").First(name => !taken.Contains(name));
    }

    /// <summary>The guest a testbed is in; null for this machine.</summary>
    private static string? MachineOf(LabTestbed testbed) => (testbed.Generator as NamespaceLabHost)?.Machine;

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
        using AgentSession agent = (MachineOf(testbed) is { } guest ? LabHosts.Find(guest) : LabHosts.Local).OpenAgent();
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
        ChangePlace[] places = [.. Ends(testbed).Select(ChangePlace.Of)];
        try
        {
            ChangeJournal journal = ChangeJournal.Here;
            journal.Advance(
                [.. journal.Read()
                    .Where(c => c.IsOpen && c.GoesWithNamespace && Array.Exists(places, p => p.Kind == c.Place.Kind && p.NetworkNamespace == c.Place.NetworkNamespace && p.Address == c.Place.Address))
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

    private static LabTestbed From(TestbedFacts facts, Hello machine, GuestLink? guest) => new()
    {
        Name = facts.Name,
        State = facts.Unreadable ? LabTestbedState.Unknown : facts.Orphaned ? LabTestbedState.Leftover : LabTestbedState.Active,
        Generator = End(facts.Name + NamespaceLabHost.GeneratorSuffix, facts.GeneratorNamespace, machine, guest),
        Sink = End(facts.Name + NamespaceLabHost.SinkSuffix, facts.SinkNamespace, machine, guest),
        GeneratorInterface = facts.GeneratorInterface,
        SinkInterface = facts.SinkInterface,
        GeneratorAddress = facts.GeneratorAddress,
        SinkAddress = facts.SinkAddress,
        Queues = facts.Queues,
        OwnerProcessId = facts.OwnerProcessId,
    };

    /// <summary>An end of a testbed, on the machine whose agent made or found it.</summary>
    private static LabHost End(string name, string networkNamespace, Hello machine, GuestLink? guest)
    {
        NamespaceLabHost host = new() { Name = name, NetworkNamespace = networkNamespace };
        HostLink link;
        if (guest is null)
        {
            link = HostLinks.GetOrAdd(host);
        }
        else
        {
            host = host with { Machine = guest.Host.Name, MachineProcessId = ((GuestLabHost)guest.Host).ProcessId };
            link = HostLinks.Find(host) ?? new GuestSpaceLink(host, guest);
            HostLinks.Add(link);
        }

        link.Learn(machine);
        return link.Host;
    }
}
