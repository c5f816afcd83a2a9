using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace UdpLab;

/// <summary>What the ssh_config files say of a host (ssh_config(5)); null and empty are "nothing".</summary>
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

    /// <summary>Private keys in order; only /dev/null when the file says "none".</summary>
    public IReadOnlyList<string> IdentityFiles { get; }

    public bool IdentitiesOnly { get; }

    /// <summary>The user's known_hosts files; only /dev/null when the file says "none".</summary>
    public IReadOnlyList<string> UserKnownHostsFiles { get; }

    /// <summary>The machine's known_hosts files; only /dev/null when the file says "none".</summary>
    public IReadOnlyList<string> GlobalKnownHostsFiles { get; }

    /// <summary>yes, accept-new, ask or no.</summary>
    public string? StrictHostKeyChecking { get; }

    /// <summary>Hosts to go through, with commas.</summary>
    public string? ProxyJump { get; }

    /// <summary>Where the ProxyCommand stands that leads to the host ("file:line"); none is ever run.</summary>
    public string? ProxyCommand { get; }

    public bool HashKnownHosts { get; }

    public TimeSpan? ConnectTimeout { get; }

    /// <summary>The name in known_hosts files; ssh looks it up without a port.</summary>
    public string? HostKeyAlias { get; }

    public TimeSpan? ServerAliveInterval { get; }

    /// <summary>Lines that apply and that UdpLab does not act on: "file:line: why".</summary>
    public IReadOnlyList<string> NotUnderstood { get; }

    /// <summary>Reads what applies to a host.</summary>
    /// <param name="alias">The host as it was given.</param>
    /// <param name="userFile">~/.ssh/config; its values go before the machine's.</param>
    /// <param name="systemFile">/etc/ssh/ssh_config.</param>
    /// <param name="user">The user if given apart; it goes before every file, and Match user asks for it.</param>
    /// <param name="port">The port if given apart.</param>
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

    /// <summary>%C, as ssh_connection_hash of OpenSSH's readconf.c: SHA-1 of %l%h%p%r%j (of %l%h%p%r before 9.6, the same without a jump).</summary>
    private static string ConnectionHash(Dictionary<char, string> tokens) =>
        Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(tokens['l'] + tokens['h'] + tokens['p'] + tokens['r'] + tokens['j']))).ToLowerInvariant();

    /// <summary>%j: the host that is connected to, the last of the list, without user and port.</summary>
    private static string JumpHost(string? jump)
    {
        string last = (jump ?? "").Split(',')[^1];
        last = last[(last.StartsWith("ssh://", StringComparison.OrdinalIgnoreCase) ? 6 : 0)..];
        last = last[(last.LastIndexOf('@') + 1)..];
        return last.StartsWith('[') ? last[1..Math.Max(1, last.IndexOf(']'))] : last.Count(c => c == ':') == 1 ? last[..last.IndexOf(':')] : last;
    }

    /// <summary>%i. Windows has no such number.</summary>
    private static string UserId() => OperatingSystem.IsWindows() ? "0" : getuid().ToString(CultureInfo.InvariantCulture);

    [DllImport("libc")]
    [SuppressMessage("Style", "IDE1006", Justification = "The C library's name.")]
    private static extern uint getuid();

    /// <summary>Names have no case; the zone of an IPv6 address has, and ssh knows addresses by these characters.</summary>
    private static string CanonicalCase(string host) => host.Contains('%') || host.Contains(':') ? host : HostPattern.Lower(host);
}
