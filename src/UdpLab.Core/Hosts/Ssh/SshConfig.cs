using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace UdpLab;

/// <summary>The ssh_config settings for a host (ssh_config(5)); null or empty if not set.</summary>
internal sealed class SshConfig
{
    private SshConfig(string alias, SshConfigValues values)
    {
        HostName = values.HostName is { } written ? CanonicalCase(written.Expand(new Dictionary<char, string> { ['h'] = alias })) : null;
        User = values.User;
        Port = values.Port;
        IdentitiesOnly = values.IdentitiesOnly ?? false;
        StrictHostKeyChecking = values.StrictHostKeyChecking;
        ProxyCommand = values.ProxyCommand;
        HashKnownHosts = values.HashKnownHosts ?? false;
        ConnectTimeout = values.ConnectTimeout;
        HostKeyAlias = values.HostKeyAlias;
        ServerAliveInterval = values.ServerAliveInterval;
        NotUnderstood = values.NotUnderstood;
        Dictionary<char, string> tokens = new()
        {
            ['i'] = UserId(),
            ['j'] = JumpHost(values.ProxyJump?.Value),
            ['h'] = HostName ?? CanonicalCase(alias),
            ['k'] = HostKeyAlias ?? alias,
            ['L'] = Environment.MachineName.Split('.')[0],
            ['l'] = Dns.GetHostName(),
            ['n'] = alias,
            ['p'] = (Port ?? 22).ToString(CultureInfo.InvariantCulture),
            ['r'] = User ?? Environment.UserName,
            ['u'] = Environment.UserName,
        };
        if (UserHome.Folder is { } home)
        {
            tokens['d'] = home;
        }

        tokens['C'] = ConnectionHash(tokens);
        ProxyJump = values.ProxyJump?.Expand(tokens.Where(t => t.Key is 'h' or 'n' or 'p' or 'r').ToDictionary());
        IdentityFiles = SshConfigText.Files(values.IdentityFiles, tokens);
        UserKnownHostsFiles = SshConfigText.Files(values.UserKnownHostsFiles, tokens);
        GlobalKnownHostsFiles = SshConfigText.Files(values.GlobalKnownHostsFiles, null);
    }

    /// <summary>The name or address to connect to.</summary>
    public string? HostName { get; }

    public string? User { get; }

    public int? Port { get; }

    /// <summary>Private keys in order; only /dev/null if the file says "none".</summary>
    public IReadOnlyList<string> IdentityFiles { get; }

    public bool IdentitiesOnly { get; }

    /// <summary>The user's known_hosts files; only /dev/null if the file says "none".</summary>
    public IReadOnlyList<string> UserKnownHostsFiles { get; }

    /// <summary>The machine's known_hosts files; only /dev/null if the file says "none".</summary>
    public IReadOnlyList<string> GlobalKnownHostsFiles { get; }

    /// <summary>yes, accept-new, ask or no.</summary>
    public string? StrictHostKeyChecking { get; }

    /// <summary>Jump hosts, separated by commas.</summary>
    public string? ProxyJump { get; }

    /// <summary>"file:line" of the ProxyCommand for the host; it is never run.</summary>
    public string? ProxyCommand { get; }

    public bool HashKnownHosts { get; }

    public TimeSpan? ConnectTimeout { get; }

    /// <summary>The name in known_hosts files, looked up without a port as ssh does.</summary>
    public string? HostKeyAlias { get; }

    public TimeSpan? ServerAliveInterval { get; }

    /// <summary>Lines for this host that UdpLab ignores: "file:line: why".</summary>
    public IReadOnlyList<string> NotUnderstood { get; }

    /// <summary>Reads the settings for a host.</summary>
    /// <param name="alias">The host as given.</param>
    /// <param name="userFile">~/.ssh/config; takes precedence over the machine's file.</param>
    /// <param name="systemFile">/etc/ssh/ssh_config.</param>
    /// <param name="user">The user, if given explicitly; takes precedence over all files, and Match user tests it.</param>
    /// <param name="port">The port, if given explicitly.</param>
    public static SshConfig For(string alias, string? userFile, string? systemFile, string? user = null, int? port = null)
    {
        SshConfigValues values = new() { User = user, Port = port };
        SshConfigReader reader = new(alias, values);
        if (userFile is not null)
        {
            reader.ReadUser(userFile);
        }

        if (systemFile is not null)
        {
            reader.ReadSystem(systemFile);
        }

        return new SshConfig(alias, values);
    }

    /// <summary>%C, as ssh_connection_hash of OpenSSH's readconf.c: SHA-1 of %l%h%p%r%j (before 9.6 of %l%h%p%r, which is the same without a jump).</summary>
    private static string ConnectionHash(Dictionary<char, string> tokens) =>
        Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(tokens['l'] + tokens['h'] + tokens['p'] + tokens['r'] + tokens['j']))).ToLowerInvariant();

    /// <summary>%j: the host connected through, the last of the list, without user and port.</summary>
    private static string JumpHost(string? jump)
    {
        string last = (jump ?? "").Split(',')[^1];
        last = last[(last.StartsWith("ssh://", StringComparison.OrdinalIgnoreCase) ? 6 : 0)..];
        last = last[(last.LastIndexOf('@') + 1)..];
        return last.StartsWith('[') ? last[1..Math.Max(1, last.IndexOf(']'))] : last.Count(c => c == ':') == 1 ? last[..last.IndexOf(':')] : last;
    }

    /// <summary>%i. Windows has no user id.</summary>
    private static string UserId() => OperatingSystem.IsWindows() ? "0" : getuid().ToString(CultureInfo.InvariantCulture);

    [DllImport("libc")]
    [SuppressMessage("Style", "IDE1006", Justification = "The C library's name.")]
    private static extern uint getuid();

    /// <summary>Lower case for names, but not for IPv6 addresses, whose zone is case-sensitive; ssh recognises addresses by these characters.</summary>
    private static string CanonicalCase(string host) => host.Contains('%') || host.Contains(':') ? host : HostPattern.Lower(host);
}
