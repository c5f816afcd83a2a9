using System.Text;

namespace UdpLab.Fuzz.Targets;

/// <summary>OpenSSH's files.</summary>
internal static class HostTargets
{
    private const string Key = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

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
                InputFile.Give(text, file =>
                {
                    SshConfigValues values = new();
                    new SshConfigReader("gen", values).ReadUser(file);
                    _ = values.HostName;
                });
            }, typeof(LabException));
        yield return new FuzzTarget("answer of a login shell", Seeds.Of(
            "Welcome\n\nudplab\nLinux x86_64\n0\n/usr/bin/sha256sum\n/run/user/0\n/root/.cache/udplab/udplab-agent-0a1b\n",
            "\nudplab\nLinux aarch64\n1000\n\n\n\n"), text => _ = SshProbe.Of(Encoding.UTF8.GetString(text), "", "gen"), typeof(LabException));
        yield return new FuzzTarget("console of a guest", Seeds.Of(
            "[    0.000000] Linux version 6.1.0-18-amd64\r\n[    1.2] Kernel panic - not syncing: VFS: Unable to mount root fs\r\n",
            "qemu-system-x86_64: warning: netdev n0 is not connected to host network\nudplab-init: mount: EINVAL\n"), text =>
            {
                GuestConsole console = new();
                using StreamReader reader = new(new MemoryStream(text));
                console.Read(reader);
                _ = console.LastLines();
            });
    }
}
