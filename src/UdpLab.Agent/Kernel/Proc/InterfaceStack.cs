namespace UdpLab.Agent.Kernel;

/// <summary>How the interfaces of this network namespace are stacked: VLANs and macvlans on a card, a bond or bridge on its ports.</summary>
internal static class InterfaceStack
{
    /// <summary>Everything above an interface, nearest first.</summary>
    public static List<string> Above(string name) => All(name, "upper_");

    /// <summary>Everything below it.</summary>
    public static List<string> Below(string name) => All(name, "lower_");

    /// <summary>What takes over the MTU of a bond or team: its ports (bond_change_mtu, team_change_mtu), and what else is stacked on those.</summary>
    public static List<string> Ports(string name) => Ethtool.Driver(name) is "bonding" or "team"
        ? [.. Below(name).SelectMany(port => Above(port).Prepend(port)).Distinct().Except(Above(name).Prepend(name))]
        : [];

    /// <summary>An interface's MTU; null if it is gone.</summary>
    public static int? Mtu(string name) => TextFile.ReadNumber($"/sys/class/net/{name}/mtu");

    private static List<string> All(string name, string prefix)
    {
        List<string> found = [];
        Queue<string> next = new([name]);
        while (next.TryDequeue(out string? one))
        {
            string folder = $"/sys/class/net/{one}";
            string[] links = Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder, prefix + "*") : [];
            foreach (string link in links.Order(StringComparer.Ordinal))
            {
                string other = Path.GetFileName(link)[prefix.Length..];
                if (!found.Contains(other))
                {
                    found.Add(other);
                    next.Enqueue(other);
                }
            }
        }

        return found;
    }
}
