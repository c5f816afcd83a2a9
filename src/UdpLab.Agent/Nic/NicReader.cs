using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Ledger;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>Reads all of an interface through the kernel's own interfaces: rtnetlink, ethtool netlink or ioctl, /sys, /proc.</summary>
internal static class NicReader
{
    private static readonly Sysctl _sysctl = new();

    /// <summary>Interfaces by name, or all if no name is given; missing ones are omitted.</summary>
    public static NicState Read(long id, IReadOnlyCollection<string> names)
    {
        List<Link> links = Interfaces.Links();
        ILookup<string, InterfaceAddress> addresses = Interfaces.Addresses().ToLookup(a => a.Interface);
        Dictionary<int, (long[] PerCpu, string Name)> irqs = Irqs.ReadTable();
        return new NicState
        {
            Id = id,
            Present = [.. links.Select(l => l.Name)],
            HostSettings = ReadHost(),
            HostIdentity = SettingIdentity.Of(SettingAddress.Host)!,
            Items = [.. links.Where(l => names.Count == 0 || names.Any(l.IsNamed)).Select(l => Read(l, addresses[l.Name], irqs))],
        };
    }

    private static NicFacts Read(Link link, IEnumerable<InterfaceAddress> addresses, Dictionary<int, (long[] PerCpu, string Name)> irqs)
    {
        string name = link.Name;
        Features.State[] features = Features.Read(name);
        (int Places, Dictionary<int, string> Rules)? rules = FlowRules.Read(name);
        return new NicFacts
        {
            Name = name,
            AltNames = link.AltNames,
            Identity = SettingIdentity.Of(name) ?? "",
            Driver = Ethtool.Driver(name),
            MacAddress = Interfaces.Format(link.Mac),
            Addresses = [.. addresses.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Address}/{a.PrefixLength}"))],
            LinkUp = link.Up && link.Carrier,
            SpeedMbps = TextFile.ReadNumber($"/sys/class/net/{name}/speed") is >= 0 and int speed ? speed : null,
            NumaNode = DeviceFolder.NodeOf(DeviceFolder.Of(name)),
            NearCpus = DeviceFolder.NearCpus(name),
            Maxima = Maxima(link),
            ReceiveRings = Rss.Rings(name),
            HashFunction = Rss.Read(name).Function,
            Settings = NicKinds.OfInterface.Select(kind => (kind.Name, Value: kind.Read(name, ""))).Where(s => s.Value is not null).ToDictionary(s => s.Name, s => s.Value!),
            Features = features.ToDictionary(f => f.Name, f => f.Active),
            FixedFeatures = [.. features.Where(f => !f.Changeable).Select(f => f.Name)],
            FlowRulePlaces = rules?.Places,
            FlowRules = rules?.Rules ?? [],
            Irqs = Irqs.Of(name, irqs),
            Counters = CounterReader.ReadDevice(name),
        };
    }

    /// <summary>Host-wide settings that affect receiving.</summary>
    public static Dictionary<string, string> ReadHost() => new[] { SettingNames.BusyRead, SettingNames.BusyPoll }
        .Select(setting => (Setting: setting, Value: _sysctl.Read(SettingAddress.Host, SettingNames.Split(setting).Which)))
        .Where(s => s.Value is not null)
        .ToDictionary(s => s.Setting, s => s.Value!);

    private static Dictionary<string, int> Maxima(Link link)
    {
        Dictionary<string, int> maxima = [];
        foreach ((ParameterGroup group, string suffix) in new[] { (ParameterGroups.Channels, ""), (ParameterGroups.Rings, "-ring") })
        {
            foreach ((string field, uint value) in group.Read(link.Name) ?? [])
            {
                if (field.EndsWith("-max", StringComparison.Ordinal))
                {
                    maxima[field[..^"-max".Length] + suffix] = (int)Math.Min(value, int.MaxValue);
                }
            }
        }

        if (link.MtuRange.Greatest > 0)
        {
            maxima["mtu"] = link.MtuRange.Greatest;
            maxima["mtu-min"] = link.MtuRange.Least;
        }

        return maxima;
    }
}
