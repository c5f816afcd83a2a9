namespace UdpLab.Wire;

/// <summary>The text of a setting with several values: "rx=4 tx=2". Keys and values contain no spaces.</summary>
internal static class FieldText
{
    public static string Of(IEnumerable<KeyValuePair<string, string>> fields) => string.Join(' ', fields.Select(f => $"{f.Key}={f.Value}"));

    /// <summary>The values by key; of a key that comes twice the last one.</summary>
    public static Dictionary<string, string> Parse(string text)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string field in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (field.Split('=', 2) is [string key, string value])
            {
                fields[key] = value;
            }
        }

        return fields;
    }

    /// <summary>Every expected field is present with its value.</summary>
    public static bool Has(string found, string expected)
    {
        Dictionary<string, string> fields = Parse(found);
        return Parse(expected).All(e => fields.TryGetValue(e.Key, out string? value) && value == e.Value);
    }

    /// <summary>The fields of a text that another text also has.</summary>
    public static string Part(string text, string named)
    {
        Dictionary<string, string> names = Parse(named);
        return Of(Parse(text).Where(f => names.ContainsKey(f.Key)));
    }

    /// <summary>The fields of a text that another text lacks.</summary>
    public static string Except(string text, string named)
    {
        Dictionary<string, string> names = Parse(named);
        return Of(Parse(text).Where(f => !names.ContainsKey(f.Key)));
    }

    /// <summary>A text with its fields overridden by those of another.</summary>
    public static string With(string text, string changed)
    {
        Dictionary<string, string> fields = Parse(text);
        foreach ((string key, string value) in Parse(changed))
        {
            fields[key] = value;
        }

        return Of(fields);
    }
}
