using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using UdpLab.Agent.Requests;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A request with one field made hostile.</summary>
/// <param name="Line">The line.</param>
/// <param name="Field">The field, as on the wire.</param>
/// <param name="MustName">No host could do this: it must be refused with the field's name.</param>
/// <param name="Id">The id of the answer.</param>
internal sealed record Mutation(string Line, string Field, bool MustName, long Id);

/// <summary>Every request, with each hostile value in each of its fields.</summary>
internal static class Mutations
{
    private const long FirstId = 1_000_000;

    // Fields in which any number is valid: times, ids, identities and unbounded sizes.
    private static readonly HashSet<string> _anyNumber = ["id", "atNanoseconds", "count", "sent", "window", "end", "processId", "ownerProcessId", "receiveBuffer", "cookie", "frequency"];

    // Fields in which any single-line text is valid, of any length.
    private static readonly HashSet<string> _anyText = ["before", "after", "companions", "held", "event", "parameter", "identity", "setting", "commands", "pktgen"];

    public static IEnumerable<Mutation> All()
    {
        long id = FirstId;
        foreach ((Request message, string line) in Goldens.Requests)
        {
            foreach ((string field, object[] path) in Fields(Possible(line), message.GetType(), []))
            {
                JsonNode value = Follow(Possible(line), path);
                foreach ((string text, bool mustName) in Hostile(field, value))
                {
                    JsonNode root = Possible(line);
                    long own = ++id;
                    root["id"] = own;
                    Set(root, path, JsonNode.Parse(text));
                    yield return new Mutation(root.ToJsonString(), field, mustName, field == "id" ? IdOf(text) : own);
                }
            }
        }
    }

    /// <summary>A golden request that this machine could execute, as far as CPUs and waiting times are concerned.</summary>
    private static JsonNode Possible(string line)
    {
        JsonNode root = JsonNode.Parse(line)!;
        foreach (JsonNode holder in new[] { root, root["plan"], root["profile"] }.OfType<JsonObject>())
        {
            if (holder["cpus"] is not null)
            {
                holder["cpus"] = new JsonArray(0);
            }
        }

        if (root["patience"] is not null)
        {
            root["patience"] = 3600;
        }

        return root;
    }

    private static long IdOf(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out long id) ? id : 0;

    /// <summary>Every field below a node with its path: properties of objects, elements of lists, values of dictionaries.</summary>
    private static IEnumerable<(string Field, object[] Path)> Fields(JsonNode node, Type? type, object[] path)
    {
        if (node is JsonObject properties)
        {
            foreach ((string name, JsonNode? value) in properties.Where(p => p.Key != "command" && p.Value is not null))
            {
                // A name without a property is a dictionary entry; the field is the dictionary.
                PropertyInfo? property = type?.GetProperty(char.ToUpperInvariant(name[0]) + name[1..]);
                yield return (property is null ? path.OfType<string>().Last() : name, [.. path, name]);
                foreach ((string Field, object[] Path) below in Fields(value!, property?.PropertyType, [.. path, name]))
                {
                    yield return below;
                }
            }
        }
        else if (node is JsonArray { Count: > 0 } list)
        {
            yield return (path.OfType<string>().Last(), [.. path, 0]);
            foreach ((string Field, object[] Path) below in Fields(list[0]!, type?.GetElementType(), [.. path, 0]))
            {
                yield return below;
            }
        }
    }

    private static JsonNode Follow(JsonNode root, IEnumerable<object> path) => path.Aggregate(root, (node, step) => step is int index ? node[index]! : node[(string)step]!);

    private static void Set(JsonNode root, object[] path, JsonNode? value)
    {
        JsonNode holder = Follow(root, path[..^1]);
        if (path[^1] is int index)
        {
            holder[index] = value;
        }
        else
        {
            holder[(string)path[^1]] = value;
        }
    }

    private static IEnumerable<(string Text, bool MustName)> Hostile(string field, JsonNode value)
    {
        // Nothing on the wire is null: unset values are omitted.
        yield return ("null", true);
        bool number = value is JsonValue && value.GetValueKind() == JsonValueKind.Number;
        foreach (string other in new[] { "\"x\"", "{}", "[]", "true", "5" })
        {
            // A method is a name or a number.
            if (!Fits(value, other) && !(other == "5" && field is ("method" or "methods")))
            {
                yield return (other, true);
            }
        }

        if (number)
        {
            foreach (string text in new[] { "-1", "-2147483648", "2147483647" })
            {
                yield return (text, !_anyNumber.Contains(field));
            }

            yield return ("9223372036854775807", !_anyNumber.Contains(field));
            yield return ("1e300", true);
            yield return ("-1e300", true);
            yield return ("99999999999999999999", true);
        }
        else if (value.GetValueKind() == JsonValueKind.String)
        {
            bool any = _anyText.Contains(field);
            yield return ("\"\"", !any);
            yield return ($"\"{new string('x', 100_000)}\"", !any);
            yield return ("\"a\\u0000b\"", !any);
            yield return ("\"../../../x\"", !any);
            yield return ("\"a\\u001b[31m\\n\"", !any);
            yield return ("\"%s%n \\ud83d\\ude00\"", !any);
        }
        else if (value is JsonArray { Count: > 0 } list)
        {
            yield return ("[null]", true);
            yield return ($"[{string.Join(',', Enumerable.Repeat(list[0]!.ToJsonString(), 10_000))}]", false);
        }
    }

    private static bool Fits(JsonNode value, string other) => value.GetValueKind() switch
    {
        JsonValueKind.Number => other == "5",
        JsonValueKind.String => other == "\"x\"",
        JsonValueKind.True or JsonValueKind.False => other == "true",
        JsonValueKind.Array => other == "[]",
        _ => other == "{}",
    };
}
