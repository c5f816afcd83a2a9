using System.Globalization;

namespace UdpLab;

/// <summary>The values of the lines that apply to a host, not expanded yet; the first value of each keyword counts.</summary>
internal sealed class SshConfigValues
{
    // A ProxyCommand before a ProxyJump disables it, and vice versa.
    private bool _proxySettled;

    public SshConfigText? HostName { get; private set; }
    public string? User { get; set; }
    public int? Port { get; set; }
    public List<SshConfigText> IdentityFiles { get; } = [];
    public bool? IdentitiesOnly { get; private set; }
    public IReadOnlyList<SshConfigText>? UserKnownHostsFiles { get; private set; }
    public IReadOnlyList<SshConfigText>? GlobalKnownHostsFiles { get; private set; }
    public string? StrictHostKeyChecking { get; private set; }
    public SshConfigText? ProxyJump { get; private set; }
    public string? ProxyCommand { get; private set; }
    public bool? HashKnownHosts { get; private set; }
    public TimeSpan? ConnectTimeout { get; private set; }
    public string? HostKeyAlias { get; private set; }
    public TimeSpan? ServerAliveInterval { get; private set; }
    public List<string> NotUnderstood { get; } = [];

    /// <summary>Applies a line.</summary>
    public void Apply(SshConfigLine line)
    {
        switch (line.Keyword)
        {
            case "hostname":
                HostName ??= new(line, line.Argument());
                break;
            case "user":
                User ??= line.Argument();
                break;
            case "port":
                Port ??= PortOf(line);
                break;
            case "identityfile":
                SshConfigText file = new(line, line.Argument());
                if (IdentityFiles.All(known => known.Value != file.Value))
                {
                    IdentityFiles.Add(file);
                }

                break;
            case "identitiesonly":
                IdentitiesOnly ??= Flag(line);
                break;
            case "userknownhostsfile":
                UserKnownHostsFiles ??= [.. line.Arguments().Select(path => new SshConfigText(line, path))];
                break;
            case "globalknownhostsfile":
                GlobalKnownHostsFiles ??= [.. line.Arguments().Select(path => new SshConfigText(line, path))];
                break;
            case "stricthostkeychecking":
                if (StrictHostKeyChecking is null && (StrictHostKeyChecking = Strictness(line)) == "no")
                {
                    NotUnderstood.Add($"{line.Where}: {line.Name} no is ignored; unknown and changed host keys are still refused");
                }

                break;
            case "proxyjump":
                Jump(line);
                break;
            case "proxycommand":
                Command(line);
                break;
            case "hashknownhosts":
                HashKnownHosts ??= Flag(line);
                break;
            case "connecttimeout":
                ConnectTimeout ??= Time(line);
                break;
            case "hostkeyalias":
                HostKeyAlias ??= HostPattern.Lower(line.Argument());
                break;
            case "serveraliveinterval":
                ServerAliveInterval ??= Time(line);
                break;
            default:
                NotSupported(line);
                break;
        }
    }

    private void NotSupported(SshConfigLine line) => NotUnderstood.Add($"{line.Where}: {line.Name} is not supported");

    private void Command(SshConfigLine line)
    {
        bool none = line.Rest.Equals("none", StringComparison.OrdinalIgnoreCase);
        if (!_proxySettled)
        {
            _proxySettled = true;
            ProxyCommand = none ? null : line.Where;
        }

        if (!none)
        {
            NotSupported(line);
        }
    }

    private void Jump(SshConfigLine line)
    {
        // ssh takes the rest of the line literally, without quotes.
        string via = line.Rest.Split('#')[0].Trim();
        if (via.Length == 0 || via.Any(char.IsWhiteSpace))
        {
            throw line.Wrong($"'{via}' is not [user@]host[:port]");
        }

        if (!_proxySettled)
        {
            _proxySettled = true;
            ProxyJump = via.Equals("none", StringComparison.OrdinalIgnoreCase) ? null : new SshConfigText(line, via);
        }
    }

    private static int PortOf(SshConfigLine line) =>
        int.TryParse(line.Argument(), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            ? port
            : throw line.Wrong($"'{line.Argument()}' is not a port from 1 to 65535");

    private static bool Flag(SshConfigLine line) => HostPattern.Lower(line.Argument()) switch
    {
        "yes" or "true" => true,
        "no" or "false" => false,
        _ => throw line.Wrong($"'{line.Argument()}' must be yes or no"),
    };

    private static string Strictness(SshConfigLine line) => HostPattern.Lower(line.Argument()) switch
    {
        "yes" or "true" => "yes",
        "no" or "false" or "off" => "no",
        "ask" => "ask",
        "accept-new" => "accept-new",
        _ => throw line.Wrong($"'{line.Argument()}' must be yes, accept-new, ask or no"),
    };

    /// <summary>Numbers with units, such as "1h30m" (sshd_config(5), TIME FORMATS); null for "none", which leaves it to a later line.</summary>
    private static TimeSpan? Time(SshConfigLine line)
    {
        string text = line.Argument();
        if (text == "none")
        {
            return null;
        }

        long seconds = 0, number = -1;
        foreach (char c in text + (char.IsAsciiDigit(text[^1]) ? "s" : ""))
        {
            long unit = char.ToLowerInvariant(c) switch
            {
                's' => 1,
                'm' => 60,
                'h' => 3_600,
                'd' => 86_400,
                'w' => 604_800,
                _ => 0,
            };
            if (char.IsAsciiDigit(c))
            {
                number = (Math.Max(number, 0) * 10) + (c - '0');
            }
            else
            {
                seconds = unit == 0 || number < 0 ? long.MaxValue : seconds + (number * unit);
                number = -1;
            }

            if (seconds > int.MaxValue || number > int.MaxValue)
            {
                throw line.Wrong($"'{text}' is not a time such as 90, 30s or 1m30s");
            }
        }

        return TimeSpan.FromSeconds(seconds);
    }
}
