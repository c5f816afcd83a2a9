using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>Which package to install for perf, by /etc/os-release.</summary>
internal static class PerfPackage
{
    private const string OsRelease = "/etc/os-release";

    /// <summary>The command for this host.</summary>
    public static string Advice() => Advice(TextFile.Read(OsRelease) ?? "", KernelRelease.Text);

    /// <summary>The command for a distribution and a kernel.</summary>
    /// <param name="osRelease">Text of os-release(5).</param>
    /// <param name="kernel">uname -r.</param>
    public static string Advice(string osRelease, string kernel)
    {
        foreach (string id in Identifiers(osRelease))
        {
            if (For(id, kernel) is { } command)
            {
                return $"Install it: {command}";
            }
        }

        return "Install your distribution's package of it (perf, linux-perf or linux-tools), or build tools/perf of the kernel's sources";
    }

    private static string? For(string id, string kernel) => id switch
    {
        // A Debian kernel on Ubuntu, or vice versa, has no matching tools package; the distribution decides the name.
        "ubuntu" => $"apt-get install linux-tools-{kernel} (or linux-tools-generic for another kernel's perf, which works too)",
        "debian" or "raspbian" => "apt-get install linux-perf",
        "fedora" or "rhel" or "centos" or "rocky" or "almalinux" or "ol" => "dnf install perf (yum on release 7)",
        "amzn" or "openeuler" or "azurelinux" or "mariner" => "dnf install perf (yum where there is no dnf)",
        "suse" or "sles" or "opensuse" or "opensuse-leap" or "opensuse-tumbleweed" => "zypper install perf",
        "alpine" => "apk add perf",
        "arch" or "archlinux" => "pacman -S perf",
        "gentoo" => "emerge dev-util/perf",
        "void" => "xbps-install perf",
        "nixos" => "nix-shell -p linuxPackages.perf",
        _ => null,
    };

    /// <summary>ID, then what it is like (ID_LIKE), nearest first.</summary>
    private static IEnumerable<string> Identifiers(string osRelease) => Value(osRelease, "ID").Concat(Value(osRelease, "ID_LIKE"));

    private static string[] Value(string osRelease, string key) => osRelease.Split('\n')
        .Where(line => line.StartsWith(key + "=", StringComparison.Ordinal))
        .Select(line => line[(key.Length + 1)..].Trim().Trim('"', '\'').ToLowerInvariant())
        .FirstOrDefault("")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
