using System.Text;

namespace UdpLab.Fuzz.Targets;

/// <summary>OpenSSH's files.</summary>
internal static class HostTargets
{
    private const string Key = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    [ThreadStatic]
    private static string? _file;

    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget("known_hosts", Seeds.Of(
            $"gen ssh-ed25519 {Key}",
            $"@revoked *.example.org,!dut ssh-ed25519 {Key} comment",
            $"@cert-authority [198.18.0.1]:2222 ssh-ed25519 {Key}",
            $"|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 {Key}"), text =>
            {
                foreach (string line in Encoding.UTF8.GetString(text).Split('\n'))
                {
                    KnownHostsLine? read = KnownHostsLine.Parse("known_hosts", 1, line, out _);
                    _ = (read?.Matches("gen"), read?.Matches("[198.18.0.1]:2222"), read?.Where);
                }
            });
        yield return new FuzzTarget("ssh_config", Seeds.Of(
            "Host gen dut *.lab !old\n  HostName %h.example.org\n  User root\n  Port 2222\n  IdentityFile ~/.ssh/id_ed25519\n  ProxyJump jump:22\n  ConnectTimeout 1h5m\n",
            "Match host gen exec \"true\"\nUser=\"a b\"\nUserKnownHostsFile a 'b c' \"d\"\nStrictHostKeyChecking accept-new\nHost *\nHashKnownHosts yes\nServerAliveInterval 15\n",
            "# comment\nInclude nothing-*\nIdentitiesOnly yes\nHostKeyAlias x\nProxyCommand nc %h %p\n"), text =>
            {
                // A file of this thread, in memory where there is such a place.
                _file ??= Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"udplab-fuzz-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
                File.WriteAllBytes(_file, text);
                try
                {
                    SshConfigValues values = new();
                    new SshConfigReader("gen", values).ReadUser(_file);
                    _ = values.HostName;
                }
                finally
                {
                    File.Delete(_file);
                }
            }, typeof(LabException));
    }
}
