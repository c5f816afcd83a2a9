using System.Globalization;

namespace UdpLab;

/// <summary>Connect-LabHost's parameters for one host; null if not given.</summary>
internal sealed record SshTarget
{
    public const double DefaultTimeoutSeconds = 10;

    /// <summary>Host name, address or alias from ~/.ssh/config.</summary>
    public required string HostName { get; init; }

    public string? Name { get; init; }
    public string? UserName { get; init; }
    public int? Port { get; init; }
    public string? KeyFilePath { get; init; }

    /// <summary>Password, or passphrase of the key.</summary>
    public string? Secret { get; init; }

    public string? HostKeyFingerprint { get; init; }
    public bool AcceptNewHostKey { get; init; }
    public bool Sudo { get; init; }
    public TimeSpan? Timeout { get; init; }

    /// <summary>The runspace that connects.</summary>
    public Guid Owner { get; init; }

    /// <summary>It is only a jump host: of Connect-LabHost's parameters only -AcceptNewHostKey applies to it.</summary>
    public bool IsJump { get; init; }

    /// <summary>Its name in the session; the host name as given if it cannot be parsed.</summary>
    public string KnownAs
    {
        get
        {
            try
            {
                return Parsed().Name!;
            }
            catch (LabException)
            {
                return HostName;
            }
        }
    }

    /// <summary>Parses user@host:port and ssh://user@host:port, as New-PSSession -HostName does; separate parameters take precedence.</summary>
    public SshTarget Parsed()
    {
        string text = HostName.StartsWith("ssh://", StringComparison.OrdinalIgnoreCase) ? HostName[6..].TrimEnd('/') : HostName;
        string? user = null;
        int? port = null;
        if (text.LastIndexOf('@') is > 0 and var at)
        {
            (user, text) = (text[..at], text[(at + 1)..]);
        }

        if (text.StartsWith('[') && text.IndexOf(']') is > 0 and var end)
        {
            port = end + 1 < text.Length && text[end + 1] == ':' ? Number(text[(end + 2)..]) : null;
            text = text[1..end];
        }
        else if (text.IndexOf(':') is > 0 and var colon && text.LastIndexOf(':') == colon)
        {
            (port, text) = (Number(text[(colon + 1)..]), text[..colon]);
        }

        if (text.Length == 0 || text.StartsWith('-') || text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            throw new LabException(Wire.FailureCode.InvalidArgument, $"-HostName '{HostName}' is not a host name; give a name, an address, or user@host:port.", "HostName");
        }

        return this with { HostName = text, UserName = UserName ?? user, Port = Port ?? port, Name = Name ?? text };
    }

    private int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
        ? port
        : throw new LabException(Wire.FailureCode.InvalidArgument, $"-HostName {HostName}: '{text}' is not a port; give 1 to 65535.", "HostName");
}
