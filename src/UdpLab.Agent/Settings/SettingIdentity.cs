using System.Globalization;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>
/// Identifies a target across reuse of its name: "boot/namespace/index": boot_id; the network namespace's inode and, because
/// inodes are reused, its cookie (Linux 5.14+); the interface index. "host" has no index.
/// </summary>
internal static class SettingIdentity
{
    private const int SO_NETNS_COOKIE = 71;
    private static readonly string _boot = TextFile.Read(TextFile.BootId) ?? "";

    /// <summary>The agent's own namespace, which never changes.</summary>
    public static string Namespace { get; } = NetworkNamespace.Inode.ToString(CultureInfo.InvariantCulture) + Cookie();

    /// <summary>The current identity of a target; null if there is no such interface.</summary>
    public static string? Of(string target)
    {
        if (target == SettingAddress.Host)
        {
            return $"{_boot}/{Namespace}";
        }

        uint index = Libc.InterfaceIndex(target);
        return index == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{_boot}/{Namespace}/{index}");
    }

    /// <summary>Why the target of a change no longer exists; null if it does.</summary>
    /// <param name="identity">Its identity at the time of the change.</param>
    /// <param name="isOfMachine">It belongs to the machine, not to a network namespace.</param>
    /// <param name="target">Its name; the current one if it was renamed.</param>
    public static string? Lost(string identity, bool isOfMachine, ref string target)
    {
        string[] then = identity.Split('/');
        if (then[0] != _boot)
        {
            return "the host was restarted since, so the setting is already gone";
        }

        if (!isOfMachine && then.Length > 1 && then[1] != Namespace)
        {
            return "that network namespace no longer exists, and the setting went with it";
        }

        if (then.Length < 3 || Of(target) == identity)
        {
            return null;
        }

        string? name = NameOf(then[2]);
        if (name is null)
        {
            return $"interface {target} is gone, and the setting went with it";
        }

        target = name;
        return null;
    }

    /// <summary>A number that no other namespace has had since boot, after a dot; empty if the kernel has none.</summary>
    private static unsafe string Cookie()
    {
        int fd = Libc.Socket(Abi.AF_NETLINK, Abi.SOCK_RAW | Abi.SOCK_CLOEXEC, 0);
        ulong cookie = 0;
        int length = sizeof(ulong);
        bool known = fd >= 0 && Libc.GetSockOpt(fd, Abi.SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length) == 0;
        _ = fd < 0 ? 0 : Libc.Close(fd);
        return known ? string.Create(CultureInfo.InvariantCulture, $".{cookie}") : "";
    }

    private static string? NameOf(string index) => Interfaces.Links()
        .Find(l => l.Index.ToString(CultureInfo.InvariantCulture) == index)?.Name;
}
