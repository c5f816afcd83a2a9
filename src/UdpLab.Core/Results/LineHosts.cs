using System.Runtime.CompilerServices;
using System.Text.Json;

namespace UdpLab;

/// <summary>
/// The hosts of a line: a measurement names its host in each finding, so from the second time on a host is only its name. Each
/// thread reads or writes one line at a time.
/// </summary>
internal sealed class LineHosts
{
    private static readonly ConditionalWeakTable<LabHost, byte[]> _bytes = [];

    [ThreadStatic]
    private static LineHosts? _current;

    private readonly List<(LabHost Host, byte[] Bytes)> _hosts = [];

    /// <summary>The hosts of this thread's current line.</summary>
    public static LineHosts Current => _current ??= new LineHosts();

    /// <summary>The first of the line; null before it.</summary>
    public LabHost? First => _hosts.Count > 0 ? _hosts[0].Host : null;

    /// <summary>
    /// Counts hosts that were described, or named other than the first: a part without any means the same in every line with
    /// that first host.
    /// </summary>
    public int Others { get; private set; }

    /// <summary>The line being read, for hosts that another tool has moved behind their names.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Position in the line from which the reader counts.</summary>
    public int Base { get; private set; }

    /// <summary>What this thread's lines share.</summary>
    public SharedParts Parts { get; } = new();

    /// <summary>Begins a line.</summary>
    public void Begin(ReadOnlyMemory<byte> line = default)
    {
        _hosts.Clear();
        Line = line;
        Base = 0;
    }

    /// <summary>Reads a value with JsonSerializer, whose reader counts from the value's beginning.</summary>
    public T? Nested<T>(ref Utf8JsonReader reader, PartReader<T> read)
    {
        int before = Base;
        Base += (int)reader.TokenStartIndex;
        try
        {
            return read(ref reader);
        }
        finally
        {
            Base = before;
        }
    }

    /// <summary>Adds a host that was read in full.</summary>
    public LabHost Add(LabHost host)
    {
        Others++;
        _hosts.Add((host, []));
        return host;
    }

    /// <summary>Finds a host of the line by name.</summary>
    /// <exception cref="JsonException">There is none.</exception>
    public LabHost Find(string name)
    {
        foreach ((LabHost host, _) in _hosts)
        {
            if (host.Name == name)
            {
                Others += ReferenceEquals(host, First) ? 0 : 1;
                return host;
            }
        }

        Others++;
        using JsonDocument whole = JsonDocument.Parse(Line);
        return Find(whole.RootElement, name) is { } found ? HostJson.Of(found) : throw new JsonException($"host '{name}' is named, but not described");
    }

    /// <summary>Writes a host: in full the first time, then by name.</summary>
    public void Write(Utf8JsonWriter writer, LabHost host, JsonSerializerOptions options)
    {
        byte[] bytes = _bytes.GetValue(host, h => JsonSerializer.SerializeToUtf8Bytes(h, h.GetType(), options));
        bool named = false;
        foreach ((LabHost known, byte[] same) in _hosts)
        {
            if (known.Name == host.Name)
            {
                if (ReferenceEquals(known, host) || bytes.AsSpan().SequenceEqual(same))
                {
                    Others += ReferenceEquals(known, First) ? 0 : 1;
                    writer.WriteStringValue(host.Name);
                    return;
                }

                named = true;
            }
        }

        Others++;
        if (!named)
        {
            _hosts.Add((host, bytes));
        }

        writer.WriteRawValue(bytes, skipInputValidation: true);
    }

    private static JsonElement? Find(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty(nameof(LabHost.Kind), out _) && element.TryGetProperty(nameof(LabHost.Name), out JsonElement found) && found.ValueKind == JsonValueKind.String && found.GetString() == name => element,
        JsonValueKind.Object => element.EnumerateObject().Select(p => Find(p.Value, name)).FirstOrDefault(f => f is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(item => Find(item, name)).FirstOrDefault(f => f is not null),
        _ => null,
    };
}
