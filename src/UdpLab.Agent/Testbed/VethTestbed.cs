using System.Globalization;
using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Testbed;

/// <summary>
/// Two network namespaces joined by a veth. The kernel keeps all of a testbed's state: the namespaces' names, and the alias of
/// the veth, which names the owner.
/// </summary>
internal static class VethTestbed
{
    private const string Prefix = "udplab-", GeneratorSuffix = "-gen", SinkSuffix = "-sink";
    private const string LockName = "testbeds";
    private const string GeneratorEnd = "gen0", SinkEnd = "sink0";
    private const int MaximumTestbeds = 256;
    private const int Ipv4PrefixLength = 30, Ipv6PrefixLength = 64;

    public static TestbedFacts Create(CreateTestbed request)
    {
        RequirePrivilege();
        using HostLock alone = HostLock.Take([LockName], () => false);
        List<(TestbedFacts Facts, int Net)> existing = ReadAll();
        string name = request.Name ?? FirstFree(existing);
        if (existing.Exists(e => e.Facts.Name == name))
        {
            throw new AgentException(FailureCode.Busy, $"-Name {name}: a testbed of this name exists; remove it with Remove-LabTestbed {name}, or choose another name.") { Parameter = "Name" };
        }

        int net = Enumerable.Range(0, MaximumTestbeds).First(n => existing.TrueForAll(e => e.Net != n));
        List<(string Space, string End)> made = [];
        try
        {
            foreach ((string space, string end) in Ends(name))
            {
                NetworkNamespace.Create(space);
                made.Add((space, end));
            }

            Join(name, net, request);
        }
        catch
        {
            // Only what was created here: another program may have used one of the names first.
            made.ForEach(part => Remove(part.Space, part.End));
            throw;
        }

        return ReadAll().First(t => t.Facts.Name == name).Facts;
    }

    /// <summary>All testbeds. Waits for one that is being created.</summary>
    public static TestbedFacts[] List()
    {
        using HostLock alone = HostLock.Take([LockName], () => false);
        return [.. ReadAll().Select(t => t.Facts)];
    }

    /// <summary>Removes a testbed, even an incomplete one.</summary>
    public static void Remove(RemoveTestbed request)
    {
        using HostLock alone = HostLock.Take([LockName], () => false);
        string name = request.Name;
        if (!Exists(name))
        {
            throw new AgentException(FailureCode.NotFound, $"-Name {name}: no such testbed; Get-LabTestbed lists them.") { Parameter = "Name" };
        }

        if (request.OwnerProcessId is not null && ReadOne(name).Facts.OwnerProcessId is > 0 and var owner && owner != request.OwnerProcessId)
        {
            throw new AgentException(FailureCode.NotFound, $"-Name {name}: that testbed was removed, and process {owner} has since created another of the same name; Get-LabTestbed {name} returns it.") { Parameter = "Name" };
        }

        foreach ((string space, string end) in Ends(name).Where(part => File.Exists(NetworkNamespace.PathOf(part.Space))))
        {
            Remove(space, end);
        }
    }

    private static void Remove(string space, string end)
    {
        try
        {
            // A process still inside would keep the namespace, and with it the veth, alive.
            NetworkNamespace.Run(space, () =>
            {
                if (Interfaces.Links().Find(l => l.Name == end) is { } link)
                {
                    LinkSetup.Remove(link.Index);
                }
            });
        }
        catch (AgentException)
        {
            // A name without a namespace, left by a creation that failed half-way: only the name has to be removed.
        }

        NetworkNamespace.Remove(space);
    }

    private static (string Space, string End)[] Ends(string name) => [(Prefix + name + GeneratorSuffix, GeneratorEnd), (Prefix + name + SinkSuffix, SinkEnd)];

    private static bool Exists(string name) =>
        File.Exists(NetworkNamespace.PathOf(Prefix + name + GeneratorSuffix)) || File.Exists(NetworkNamespace.PathOf(Prefix + name + SinkSuffix));

    private static void RequirePrivilege()
    {
        if (!Privileges.Has(Abi.CAP_SYS_ADMIN) || !Privileges.Has(Abi.CAP_NET_ADMIN))
        {
            throw new AgentException(FailureCode.PermissionDenied, "Creating a testbed's network namespaces needs CAP_SYS_ADMIN and CAP_NET_ADMIN: run as root.");
        }
    }

    private static string FirstFree(List<(TestbedFacts Facts, int Net)> existing) =>
        Enumerable.Range(1, MaximumTestbeds).Select(n => $"bed{n}").First(name => existing.TrueForAll(e => e.Facts.Name != name));

    private static void Join(string name, int net, CreateTestbed request)
    {
        string generator = Prefix + name + GeneratorSuffix, sink = Prefix + name + SinkSuffix;
        int sinkFd = Libc.Open(NetworkNamespace.PathOf(sink), Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        try
        {
            NetworkNamespace.Run(generator, () => LinkSetup.AddVeth(GeneratorEnd, SinkEnd, sinkFd, request.Queues, request.Mtu));
        }
        finally
        {
            _ = Libc.Close(sinkFd);
        }

        Link? far = null, near = null;
        NetworkNamespace.Run(sink, () => far = Interfaces.Require(SinkEnd));
        NetworkNamespace.Run(generator, () => near = Interfaces.Require(GeneratorEnd));
        string alias = string.Create(CultureInfo.InvariantCulture, $"udplab net {net} owner {request.OwnerProcessId} started {StartTime(request.OwnerProcessId)}");
        NetworkNamespace.Run(generator, () =>
        {
            LinkSetup.SetAlias(near!.Index, alias);
            Configure(near!, net, 1, far!);
        });
        NetworkNamespace.Run(sink, () => Configure(far!, net, 2, near!));
        QuietIpv6.Await(generator, sink);
    }

    private static void Configure(Link own, int net, int host, Link other)
    {
        LinkSetup.BringUp(Interfaces.Require("lo").Index);
        LinkSetup.AddAddress(own.Index, Ipv4(net, host), Ipv4PrefixLength);
        bool ipv6 = File.Exists("/proc/net/if_inet6");
        if (ipv6)
        {
            QuietIpv6.Prepare(own.Name);
            LinkSetup.AddAddress(own.Index, Ipv6(net, host), Ipv6PrefixLength);
        }

        // With GRO on, the veth receives through NAPI, so XDP-redirected frames are delivered. The driver marks the peer as a
        // redirect target only while the device is up (veth_set_features in drivers/net/veth.c).
        LinkSetup.BringUp(own.Index);
        Ethtool.SetGro(own.Name, on: true);
        LinkSetup.AddNeighbour(own.Index, Ipv4(net, 3 - host), other.Mac);
        if (ipv6)
        {
            LinkSetup.AddNeighbour(own.Index, Ipv6(net, 3 - host), other.Mac);
        }
    }

    /// <summary>198.18.0.0/15 is for benchmarks (RFC 2544); 2001:2::/48 is its IPv6 sibling (RFC 5180).</summary>
    private static IPAddress Ipv4(int net, int host) => new([198, 18, (byte)net, (byte)host]);

    private static IPAddress Ipv6(int net, int host) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:2:0:{net:x}::{host}"));

    private static List<(TestbedFacts Facts, int Net)> ReadAll()
    {
        List<(TestbedFacts, int)> beds = [];
        if (!Directory.Exists(NetworkNamespace.Folder))
        {
            return beds;
        }

        IEnumerable<string> names = Directory.EnumerateFiles(NetworkNamespace.Folder)
            .Select(f => Path.GetFileName(f)!)
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..])
            .Select(n => n.EndsWith(GeneratorSuffix, StringComparison.Ordinal) ? n[..^GeneratorSuffix.Length] : n.EndsWith(SinkSuffix, StringComparison.Ordinal) ? n[..^SinkSuffix.Length] : "")
            .Where(n => n.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal);
        foreach (string name in names)
        {
            beds.Add(ReadOne(name));
        }

        return beds;
    }

    private static (TestbedFacts Facts, int Net) ReadOne(string name)
    {
        string generator = Prefix + name + GeneratorSuffix;
        string[] alias = [];
        int queues = 0;
        bool unreadable = false;
        try
        {
            NetworkNamespace.Run(generator, () =>
            {
                alias = Interfaces.Links().Find(l => l.Name == GeneratorEnd)?.Alias?.Split(' ') ?? [];
                queues = alias.Length == 0 ? 0 : Channels.ReceiveQueues(GeneratorEnd);
            });
        }
        catch (AgentException e)
        {
            // An incomplete testbed, or no permission to enter it: only its name is known.
            unreadable = e.Code == FailureCode.PermissionDenied;
        }

        bool known = alias.Length == 7;
        int net = 0, owner = 0;
        known = known && int.TryParse(alias[2], NumberStyles.None, CultureInfo.InvariantCulture, out net) && net < MaximumTestbeds
            && int.TryParse(alias[4], NumberStyles.None, CultureInfo.InvariantCulture, out owner);
        long started = StartTime(owner);
        return (new TestbedFacts
        {
            Name = name,
            GeneratorNamespace = generator,
            SinkNamespace = Prefix + name + SinkSuffix,
            GeneratorInterface = GeneratorEnd,
            SinkInterface = SinkEnd,
            GeneratorAddress = Ipv4(net, 1).ToString(),
            SinkAddress = Ipv4(net, 2).ToString(),
            Queues = queues,
            OwnerProcessId = owner,
            Unreadable = unreadable,
            Orphaned = !known || (owner > 0 && (started == 0 || started.ToString(CultureInfo.InvariantCulture) != alias[6])),
        }, net);
    }

    /// <summary>When a process started; 0 if it is gone. The pid alone may have been reused.</summary>
    private static long StartTime(int process) => Processes.Read(process)?.StartTicks ?? 0;
}
