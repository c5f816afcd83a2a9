using System.Text.Json;

namespace UdpLab;

/// <summary>
/// Writes the file format of speedscope (https://www.speedscope.app/file-format-schema.json): a sampled profile for each
/// command, its chains in the order of their share.
/// </summary>
internal static class SpeedscopeWriter
{
    public const string Schema = "https://www.speedscope.app/file-format-schema.json";

    public static void Write(PerfProfile profile, Stream stream, bool events)
    {
        using Utf8JsonWriter json = new(stream);
        Dictionary<PerfFrame, int> frames = [];
        List<PerfFrame> order = [];
        var commands = profile.Stacks.GroupBy(s => s.Command).Select(g => (Name: g.Key, Stacks: g.OrderByDescending(Weight).ToArray())).OrderByDescending(c => c.Stacks.Sum(Weight)).ToArray();
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
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        decimal Weight(PerfStack stack) => events ? stack.EventCount : stack.Samples;
    }
}
