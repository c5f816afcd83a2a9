using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace UdpLab;

/// <summary>
/// Writes a flame graph as one self-contained HTML file. Frames are drawn by d3-flame-graph, which is embedded with its
/// licence. Function names stay text whatever they contain: JSON without angle brackets here, textContent in the page.
/// </summary>
internal sealed class FlameGraph
{
    private const double LeastShare = 0.0001;
    private const int MostLevels = 512;
    private readonly PerfProfile _profile;
    private readonly PerfProfile? _baseline;

    /// <summary>One name for the command if both profiles have only one: the same program may have two names.</summary>
    private readonly string? _command;
    private readonly FlameNode _root = new("all", "command", "");

    /// <summary>Creates a flame graph.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="baseline">A profile to compare with, by colour.</param>
    public FlameGraph(PerfProfile profile, PerfProfile? baseline)
    {
        _profile = profile;
        _baseline = baseline;
        if (baseline is not null && profile.ByCommand.Count == 1 && baseline.ByCommand.Count == 1)
        {
            _command = profile.ByCommand[0].Name;
        }

        foreach (PerfStack stack in profile.Stacks)
        {
            double weight = profile.Collected.HasSharesOnly || stack.EventCount > 0 ? stack.EventCount : stack.Samples;
            foreach (FlameNode node in Path(stack))
            {
                node.Weight += weight;
                node.Samples += stack.Samples;
            }
        }

        if (baseline is not null)
        {
            bool weighed = baseline.Collected.HasSharesOnly || baseline.EventCount > 0;
            double all = baseline.Stacks.Sum(s => weighed ? s.EventCount : (double)s.Samples);
            foreach (PerfStack stack in baseline.Stacks)
            {
                foreach (FlameNode node in Path(stack))
                {
                    node.BaselineShare += (weighed ? stack.EventCount : (double)stack.Samples) / all;
                }
            }
        }
    }

    /// <summary>The first line; null for the kind of graph.</summary>
    public string? Title { get; init; }

    /// <summary>The second line; null for host, kernel, samples and so on.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Draws the root at the top.</summary>
    public bool Inverted { get; init; }

    /// <summary>
    /// The page without a graph, for a report of many: title, subtitle, legend, notes and profile are left as {{title}} and so on,
    /// to be replaced by HTML and by <see cref="Data"/>.
    /// </summary>
    public static string Frame => Fill(name => name is "title" or "subtitle" or "legend" or "notes" or "profile" ? $"{{{{{name}}}}}" : PartOf(name));

    /// <summary>The colours of a graph, and of one that compares, as HTML.</summary>
    public static (string Plain, string Differential) Legends { get; } = (
        """<span><i style="background:#f0a866"></i>kernel</span><span><i style="background:#79b8d8"></i>user</span><span><i style="background:#d9d9d6"></i>command</span>""",
        """<span><i style="background:#e5533d"></i>more than in the baseline</span><span><i style="background:#3d78e5"></i>less</span><span><i style="background:#e8e8e6"></i>the same</span>""");

    public void Write(Stream stream)
    {
        using StreamWriter page = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        page.Write(Fill(Value));
    }

    /// <summary>The graph as the page's script reads it: JSON in which no name can end a script.</summary>
    public byte[] Data()
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteNumber("total", _root.Weight);
            json.WriteBoolean("differential", _baseline is not null);
            json.WriteBoolean("inverted", Inverted);
            json.WriteNumber("largest", Math.Max(0.01, Largest(_root)));
            json.WritePropertyName("root");
            Write(json, _root);
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    /// <summary>What a profile is of, in one line.</summary>
    public static string Describe(PerfProfile profile) => string.Join(", ", new[]
    {
        profile.Host,
        profile.Kernel is null ? null : $"Linux {profile.Kernel}",
        profile.Samples > 0 ? string.Create(CultureInfo.InvariantCulture, $"{profile.Samples:N0} samples") + (profile.Event.Length > 0 ? $" of {profile.Event}" : "") : profile.Event.Length > 0 ? profile.Event : null,
        profile.Seconds is double seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s") : null,
        profile.Packets is long packets ? string.Create(CultureInfo.InvariantCulture, $"{packets:N0} packets") : null,
        profile.Source is string source && profile.Host is null ? System.IO.Path.GetFileName(source) : null,
    }.Where(p => !string.IsNullOrEmpty(p)));

    private static string Fill(Func<string, string> value)
    {
        StringBuilder page = new();
        string[] parts = Asset("page.html").Split("{{");
        page.Append(parts[0]);
        foreach (string part in parts[1..])
        {
            int end = part.IndexOf("}}", StringComparison.Ordinal);
            page.Append(value(part[..end])).Append(part.AsSpan(end + 2));
        }

        return page.ToString();
    }

    private string Value(string name) => name switch
    {
        "title" => Encode(Title ?? (_baseline is null ? "CPU flame graph" : "Differential flame graph")),
        "subtitle" => Encode(Subtitle ?? Describe(_profile) + (_baseline is null ? "" : $" \u2014 against {Describe(_baseline)}")),
        "legend" => _baseline is null ? Legends.Plain : Legends.Differential,
        "notes" => _profile.Notes.Count == 0 ? "" : $"<ul class=\"notes\">{string.Concat(_profile.Notes.Select(n => $"<li>{Encode(n.Message)}</li>"))}</ul>",
        "profile" => Encoding.UTF8.GetString(Data()),
        _ => PartOf(name),
    };

    private static string PartOf(string name) => name switch
    {
        "library-css" => Asset("d3-flame-graph.css"),
        "library-js" => Asset("d3-flame-graph.js"),
        "licences" => Asset("d3-flame-graph.licences.txt").Replace("--", "\u2010\u2010", StringComparison.Ordinal),
        "page-css" => Asset("page.css"),
        _ => Asset("page.js"),
    };

    private IEnumerable<FlameNode> Path(PerfStack stack)
    {
        FlameNode node = _root;
        yield return node;
        node = node.Child(_command ?? stack.Command, "command", "");
        yield return node;
        foreach (PerfFrame frame in stack.Frames.Take(MostLevels))
        {
            string name = frame.Name == PerfFrame.Unknown && frame.Path != PerfFrame.Unknown ? $"[{frame.SharedObject}]" : frame.Name;
            node = node.Child(name, frame.Scope == PerfScope.Kernel ? "kernel" : "user", frame.Path == PerfFrame.Unknown ? "" : frame.SharedObject);
            yield return node;
        }
    }

    private void Write(Utf8JsonWriter json, FlameNode node)
    {
        json.WriteStartObject();
        json.WriteString("n", node.Name);
        json.WriteString("l", node.Kind);
        if (node.SharedObject.Length > 0)
        {
            json.WriteString("s", node.SharedObject);
        }

        json.WriteNumber("v", node.Weight);
        if (_profile.Samples > 0)
        {
            json.WriteNumber("k", node.Samples);
        }

        if (_baseline is not null)
        {
            json.WriteNumber("p", Math.Round(Points(node), 4));
        }

        FlameNode[] children = [.. node.Children.Where(c => c.Weight >= _root.Weight * LeastShare && c.Weight > 0).OrderBy(c => c.Name, StringComparer.Ordinal)];
        if (children.Length > 0)
        {
            json.WriteStartArray("c");
            foreach (FlameNode child in children)
            {
                Write(json, child);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Difference from the baseline, percentage points.</summary>
    private double Points(FlameNode node) => 100 * ((node.Weight / _root.Weight) - node.BaselineShare);

    private double Largest(FlameNode node) => _baseline is null ? 0 : node.Children.Select(c => Math.Max(Math.Abs(Points(c)), Largest(c))).DefaultIfEmpty(0).Max();

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Asset(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().TrimEnd('\n');
    }
}
