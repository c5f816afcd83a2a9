using System.Security.Cryptography;
using System.Text;

namespace UdpLab;

/// <summary>A line's marker.</summary>
internal enum KnownHostsMarker
{
    None,
    Revoked,
    CertAuthority,
}

/// <summary>A line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).</summary>
internal sealed record KnownHostsLine(string File, int Number, KnownHostsMarker Marker, string Names, string KeyType, byte[] Key)
{
    private const string HashMagic = "|1|";
    private const int SaltLength = 20;
    private static readonly char[] _blanks = [' ', '\t'];

    public KnownHostsPlace Place => new(File, Number, KeyType, KnownHosts.Fingerprint(Key));

    public string Where => $"{File}:{Number}";

    /// <summary>Parses a line; null for an empty one, or for a damaged one with a description.</summary>
    public static KnownHostsLine? Parse(string file, int number, string text, out string? damage)
    {
        damage = null;
        string[] words = text.TrimEnd('\r').Split(_blanks, StringSplitOptions.RemoveEmptyEntries);
        if (words is [] || words[0].StartsWith('#'))
        {
            return null;
        }

        KnownHostsMarker marker = KnownHostsMarker.None;
        if (words[0].StartsWith('@'))
        {
            marker = words[0] switch
            {
                "@revoked" => KnownHostsMarker.Revoked,
                "@cert-authority" => KnownHostsMarker.CertAuthority,
                _ => KnownHostsMarker.None,
            };
            if (marker == KnownHostsMarker.None)
            {
                damage = $"the marker {words[0]} is unknown";
                return null;
            }

            words = words[1..];
        }

        if (words.Length < 3)
        {
            damage = "the line is cut off; it needs names, type and key";
        }
        else if (words[0].StartsWith('@'))
        {
            damage = "only one marker is allowed";
        }
        else if (words[0].StartsWith('|') && SaltOf(words[0]) is null)
        {
            damage = "the hash of the name is damaged";
        }
        else if (Decode(words[2]) is not { } key || KnownHostsKey.TypeOf(key) is not { } type)
        {
            damage = "the key is damaged";
        }
        else if (KnownHostsKey.Plain(type) != KnownHostsKey.Plain(words[1]))
        {
            damage = $"the key is of type {type}, not {words[1]}";
        }
        else
        {
            return new KnownHostsLine(file, number, marker, words[0], KnownHostsKey.Plain(type), key);
        }

        return null;
    }

    /// <summary>Whether the line is for this name, in the form of <see cref="KnownHosts.NameFor"/>.</summary>
    public bool Matches(string name) => Names.StartsWith('|')
        ? SaltOf(Names) is { } salt && Hash(name, salt) == Names
        : HostPattern.MatchesHost(name, Names);

    /// <summary>A hashed name, which cannot be read back.</summary>
    public static string Hash(string name) => Hash(name, RandomNumberGenerator.GetBytes(SaltLength));

    private static string Hash(string name, byte[] salt) =>
        $"{HashMagic}{Convert.ToBase64String(salt)}|{Convert.ToBase64String(HMACSHA1.HashData(salt, Encoding.UTF8.GetBytes(name)))}";

    private static byte[]? SaltOf(string names) =>
        names.StartsWith(HashMagic, StringComparison.Ordinal)
        && names.Split('|') is [_, _, var salt, var hash]
        && Decode(hash) is { Length: HMACSHA1.HashSizeInBytes }
        && Decode(salt) is { Length: SaltLength } bytes
            ? bytes
            : null;

    private static byte[]? Decode(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? bytes[..length] : null;
    }
}
