using System.Security.Cryptography;

namespace UdpLab;

/// <summary>The host keys listed in known_hosts files.</summary>
internal sealed class KnownHosts
{
    private const int DefaultPort = 22;
    private readonly List<KnownHostsLine> _lines = [];
    private readonly List<string> _complaints = [];
    private readonly List<string> _unread = [];

    private KnownHosts()
    {
    }

    /// <summary>Lines that could not be used: "file:line: why".</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Files that exist but could not be read, so it is not known which hosts they list.</summary>
    public IReadOnlyList<string> Unread => _unread;

    /// <summary>Reads files; missing ones are skipped.</summary>
    public static KnownHosts Load(IEnumerable<string> files)
    {
        KnownHosts known = new();
        foreach (string file in files)
        {
            known.Read(file);
        }

        return known;
    }

    /// <summary>Looks up a key.</summary>
    public KnownHostsAnswer Check(string host, int port, string keyType, byte[] key)
    {
        string type = KnownHostsKey.Plain(keyType);
        KnownHostsLine[] lines = [.. LinesFor(host, port)];
        string[] authorities = [.. lines.Where(l => l.Marker == KnownHostsMarker.CertAuthority).Select(l => l.Where)];
        KnownHostsLine[] revoked = [.. lines.Where(l => l.Marker == KnownHostsMarker.Revoked && KnownHostsKey.IsSame(l.Key, key))];
        KnownHostsLine[] plain = [.. lines.Where(l => l.Marker == KnownHostsMarker.None)];
        KnownHostsLine[] sameType = [.. plain.Where(l => l.KeyType == type)];
        KnownHostsLine[] same = [.. sameType.Where(l => l.Key.AsSpan().SequenceEqual(key))];
        if (revoked.Length > 0)
        {
            return Answer(KnownHostsVerdict.Revoked, revoked);
        }

        if (same.Length > 0)
        {
            return Answer(KnownHostsVerdict.Known, same);
        }

        return sameType.Length > 0 ? Answer(KnownHostsVerdict.Changed, sameType) : Answer(KnownHostsVerdict.Unknown, plain);

        KnownHostsAnswer Answer(KnownHostsVerdict verdict, KnownHostsLine[] because) => new(
            verdict,
            [.. because.Select(l => l.Place)],
            verdict == KnownHostsVerdict.Unknown ? [.. because.Select(l => l.KeyType).Distinct()] : [],
            authorities);
    }

    /// <summary>The key types listed for a host, to request them first.</summary>
    public IReadOnlyList<string> TypesFor(string host, int port) =>
        [.. LinesFor(host, port).Where(l => l.Marker == KnownHostsMarker.None).Select(l => l.KeyType).Distinct()];

    /// <summary>The name of a host in the files.</summary>
    public static string NameFor(string host, int port) => HostPattern.Lower(port is 0 or DefaultPort ? host : $"[{host}]:{port}");

    /// <summary>Adds a key, as ssh does with StrictHostKeyChecking accept-new.</summary>
    public static void Append(string file, string host, int port, string keyType, byte[] key, bool hash) =>
        KnownHostsFile.Append(file, NameFor(host, port), keyType, key, hash);

    /// <summary>A key's fingerprint as ssh prints it.</summary>
    public static string Fingerprint(byte[] key) => "SHA256:" + Convert.ToBase64String(SHA256.HashData(key)).TrimEnd('=');

    private IEnumerable<KnownHostsLine> LinesFor(string host, int port)
    {
        string name = NameFor(host, port);
        return _lines.Where(l => l.Matches(name));
    }

    private void Read(string file)
    {
        string text;
        try
        {
            text = KnownHostsFile.Read(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _unread.Add($"{file}: cannot be read: {e.Message}");
            _complaints.Add(_unread[^1]);
            return;
        }

        // Not ReadLine: a lone CR does not end a line for ssh.
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            if (KnownHostsLine.Parse(file, ++number, line, out string? damage) is { } parsed)
            {
                _lines.Add(parsed);
            }
            else if (damage is not null)
            {
                _complaints.Add($"{file}:{number}: {damage}");
            }
        }
    }
}
