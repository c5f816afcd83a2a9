using System.Globalization;
using System.Text;

namespace UdpLab;

/// <summary>Commands that make an experiment again.</summary>
internal static class RepeatCommands
{
    private const int MostMeasured = 4, LongestPayload = 200;

    /// <summary>A sweep's command, with its script block as it was written.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="results">The factors of its results: they know which values are texts and which numbers.</param>
    public static string Of(LabSweep sweep, IEnumerable<IReadOnlyDictionary<string, object?>> results)
    {
        string Literal(string factor, string value) => RepeatCommands.Literal(value, results
            .Select(factors => factors.GetValueOrDefault(factor))
            .FirstOrDefault(kept => new SweepValue(kept, kept).Text == value));
        StringBuilder text = new();
        bool isPlain = sweep.Factors.All(factor => factor.Values.All(value => value.Length < 80 && !value.Contains('\n')));
        if (sweep.Factors.Count == 0)
        {
            text.Append("Invoke-LabSweep");
        }
        else if (isPlain)
        {
            text.Append("Invoke-LabSweep ([ordered] @{ ").AppendJoin("; ", sweep.Factors.Select(factor => $"{Name(factor.Name)} = {string.Join(", ", factor.Values.Select(value => Literal(factor.Name, value)))}")).Append(" })");
        }
        else
        {
            text.Append("# The factors' values, as text:\n").AppendJoin('\n', sweep.Factors.SelectMany(factor => factor.Values.Select(value => $"#   {factor.Name} = {value.ReplaceLineEndings("\n#     ")}"))).Append("\nInvoke-LabSweep $factors");
        }

        text.Append(CultureInfo.InvariantCulture, $" -Repeat {sweep.Repeat} -Order {sweep.Order}");
        if (sweep.Order != SweepOrder.Nested)
        {
            text.Append(CultureInfo.InvariantCulture, $" -Seed {sweep.Seed}");
        }

        return text.Append(" {\n").Append(Indented(sweep.ScriptBlock)).Append("\n}").ToString();
    }

    /// <summary>The commands of measurements that are of no sweep, each once; what they leave out was the default.</summary>
    public static IEnumerable<string> Of(IEnumerable<SinkMeasurement> measurements)
    {
        string[] commands = [.. measurements.Select(Of).Distinct()];
        return commands.Length <= MostMeasured ? commands : [.. commands.Take(MostMeasured), string.Create(CultureInfo.InvariantCulture, $"# and {commands.Length - MostMeasured} more")];
    }

    private static string Of(SinkMeasurement m)
    {
        StringBuilder text = new();
        foreach (UdpFlood flood in m.Flood ?? [])
        {
            text.Append(text.Length == 0 ? "Invoke-UdpFlood" : "; Invoke-UdpFlood");
            Add(text, "LabHost", flood.Host.Kind == LabHostKind.Local ? null : flood.Host.Name);
            Add(text, "Backend", flood.Backend);
            Add(text, "PacketSize", flood.Payload.Count > 0 ? null : flood.PacketSize);
            text.Append(flood.Payload.Count > 0 ? $" -Payload {Payload(flood.Payload)}" : "");
            Add(text, "Flows", flood.Flows == 1 ? null : flood.Flows);
            Add(text, "RatePps", flood.Steps.Count > 0 ? string.Join(',', flood.Steps.Select(step => step.RatePps.ToString(CultureInfo.InvariantCulture))) : flood.RatePps);
            Add(text, "Count", flood.Count);
            Add(text, flood.Steps.Count > 0 ? "StepSeconds" : "Duration", flood.Steps.Count > 0 ? flood.Duration / flood.Steps.Count : flood.Duration);
            Add(text, "Gso", flood.Gso);
            text.Append(flood.Inject ? " -Inject" : "").Append(flood.PayloadHeader ? " -PayloadHeader" : "").Append(flood.Replies is null ? "" : " -CountReplies");
        }

        bool isServer = m.PacketBasis != PacketBasis.Calls;
        string cmdlet = isServer ? "Measure-UdpSocket" : "Measure-Sink";
        text.Append(text.Length == 0 ? cmdlet : $" | {cmdlet}");
        Add(text, "LabHost", m.Host.Kind == LabHostKind.Local ? null : m.Host.Name);
        if (isServer)
        {
            Add(text, "Port", m.Port);
            Add(text, "Duration", m.Duration);
            return text.Append(m.Profile is null ? "" : " -Profile").ToString();
        }

        Add(text, "Interface", m.Interface);
        Add(text, "Method", m.Method);
        Add(text, "Sockets", m.Sockets > 1 ? m.Sockets : null);
        Add(text, "ReceiveBuffer", m.ReceiveBufferAsked);
        Add(text, "BusyPoll", m.BusyPoll);
        Add(text, "Segments", m.Segments > 1 ? m.Segments : null);
        Add(text, "CheckSender", m.CheckSender);
        Add(text, "Duration", m.Duration);
        Add(text, "Count", m.Count);
        return text.Append(m.Gro ? " -Gro" : "").Append(m.Discard ? " -Discard" : "").Append(m.Ttl ? " -Ttl" : "").Append(m.PacketInfo ? " -PacketInfo" : "").Append(m.Timestamp ? " -Timestamp" : "")
            .Append(m.SteerByCpu ? " -SteerByCpu" : "").Append(m.Connect ? " -Connect" : "").Append(m.Profile is null ? "" : " -Profile").ToString();
    }

    private static void Add(StringBuilder text, string parameter, object? value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" -{parameter} {(value is string name && !name.All(c => char.IsAsciiDigit(c) || c is '.' or ',') ? Quoted(name) : value)}");
        }
    }

    /// <summary>Payloads too long for a command are in the data.</summary>
    private static string Payload(IReadOnlyList<string> payloads) => payloads.Sum(payload => payload.Length) <= LongestPayload ? string.Join(", ", payloads.Select(Quoted)) : "$m.Flood[0].Payload";

    private static string Name(string name) => name.All(char.IsAsciiLetterOrDigit) ? name : Quoted(name);

    private static string Literal(string value, object? kept) => kept switch
    {
        null when value == "$null" => value,
        bool set => set ? "$true" : "$false",
        null or string or LabHost or TimeSpan or DateTime or DateTimeOffset => Quoted(value),
        _ => value,
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Indented(string block)
    {
        string[] lines = block.Split('\n');

        // The first line stands behind the brace, so its indentation is lost: the others lose what they have in common.
        int common = lines.Skip(1).Where(line => line.Trim().Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select((line, i) => (i == 0 ? line.Trim() : line.Length > common ? line[common..].TrimEnd() : line.Trim()) is { Length: > 0 } kept ? "    " + kept : ""));
    }
}
