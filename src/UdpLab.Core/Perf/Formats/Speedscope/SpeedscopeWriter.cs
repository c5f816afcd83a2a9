using System.Text.Json;

namespace UdpLab;

/// <summary>
/// Writes speedscope's file format (https://www.speedscope.app/file-format-schema.json): a sampled profile for each command,
/// with its chains in the order of their share.
/// </summary>
internal static class SpeedscopeWriter
{
    public const string Schema = "https://www.speedscope.app/file-format-schema.json";

    /// <summary>Fields that speedscope ignores and UdpLab reads back: the event, the samples behind weights of events, and the scope if the file name does not show it.</summary>
    public const string Event = "event", Counts = "sampleCounts", Scope = "scope";

    public static void Write(PerfProfile profile, Stream stream, bool events)
    {
        int decimals = profile.Collected.Decimals;
        using Utf8JsonWriter json = new(stream);
        Dictionary<PerfFrame, int> frames = [];
        List<PerfFrame> order = [];
        (string Name, PerfStack[] Stacks)[] commands = profile.Stacks.GroupBy(s => s.Command).Select(g => (Name: g.Key, Stacks: g.OrderByDescending(Weight).ToArray())).OrderByDescending(c => c.Stacks.Sum(Weight)).ToArray();
        foreach (PerfFrame frame in commands.SelectMany(c => c.Stacks).SelectMany(s => s.Frames))
        {
            if (frames.TryAdd(frame, order.Count))
            {
                order.Add(frame);
            }
        }

        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("name", profile.ToString());
        json.WriteString("exporter", "UdpLab");
        json.WriteNumber("activeProfileIndex", 0);
        if (profile.Event.Length > 0)
        {
            json.WriteString(Event, profile.Event);
        }

        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (PerfFrame frame in order)
        {
            json.WriteStartObject();
            json.WriteString("name", frame.Name);
            if (frame.Path != PerfFrame.Unknown || frame.Scope == PerfScope.Kernel)
            {
                json.WriteString("file", frame.Path == PerfFrame.Unknown ? SpeedscopeReader.Kernel : frame.Path);
            }

            if (frame.Path != PerfFrame.Unknown && ScriptFrame.ScopeOf(frame.Path, AddressHalf.Unknown) != frame.Scope)
            {
                json.WriteString(Scope, frame.Scope.ToString());
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("profiles");
        foreach ((string name, PerfStack[] stacks) in commands)
        {
            json.WriteStartObject();
            json.WriteString("type", "sampled");
            json.WriteString("name", name);
            json.WriteString("unit", events && profile.Event.Contains("clock", StringComparison.Ordinal) ? "nanoseconds" : "none");
            json.WriteNumber("startValue", 0);
            json.WriteNumber("endValue", stacks.Sum(Weight));
            json.WriteStartArray("samples");
            foreach (PerfStack stack in stacks)
            {
                json.WriteStartArray();
                foreach (PerfFrame frame in stack.Frames)
                {
                    json.WriteNumberValue(frames[frame]);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("weights");
            foreach (PerfStack stack in stacks)
            {
                json.WriteNumberValue(Weight(stack));
            }

            json.WriteEndArray();
            if (events)
            {
                json.WriteStartArray(Counts);
                foreach (PerfStack stack in stacks)
                {
                    json.WriteNumberValue(stack.Samples);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        decimal Weight(PerfStack stack) => decimals > 0 ? stack.EventCount / (decimal)Math.Pow(10, decimals) : events ? stack.EventCount : stack.Samples;
    }
}
