using System.Text.Json;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>Parses a line into a request and checks every field before it is used.</summary>
internal static class RequestReader
{
    private const int DeepestNesting = 64;

    /// <summary>The request, or an <see cref="Unreadable"/> with the same id if the line has one.</summary>
    public static Request Read(ReadOnlySpan<byte> line)
    {
        try
        {
            RequireNoNulls(line);
            Request request = JsonSerializer.Deserialize(line, WireJson.Default.Request) ?? throw new JsonException("null is not a request.");
            try
            {
                RequestChecks.Require(request);
                return request;
            }
            catch (AgentException e)
            {
                return Unreadable.Because(request.Id, e);
            }
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            return Unreadable.Because(IdOf(line), e.Message);
        }
        catch (Exception e)
        {
            return Unreadable.Because(IdOf(line), AgentException.Of(e));
        }
    }

    /// <summary>Nothing on the wire is null: unknown values are omitted.</summary>
    private static void RequireNoNulls(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line, new JsonReaderOptions { MaxDepth = DeepestNesting });

        // The path to a token: the names of the enclosing properties. Positions in lists have no names.
        string?[] names = new string?[DeepestNesting + 2];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    names[reader.CurrentDepth] = reader.GetString();
                    break;
                case JsonTokenType.StartArray:
                    names[reader.CurrentDepth + 1] = null;
                    break;
                case JsonTokenType.Null when reader.CurrentDepth > 0:
                    throw new JsonException($"'{string.Join('.', names[1..(reader.CurrentDepth + 1)].OfType<string>())}' is null or contains null.");
            }
        }
    }

    /// <summary>The id of a damaged line, for the reply the controller waits for; 0 if it cannot be found.</summary>
    private static long IdOf(ReadOnlySpan<byte> line)
    {
        long id = 0;
        try
        {
            Utf8JsonReader reader = new(line, new JsonReaderOptions { MaxDepth = DeepestNesting });
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("id"u8))
                {
                    _ = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out id);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What came before the damage counts; a name that is half a character is an InvalidOperationException.
        }

        return id;
    }
}
