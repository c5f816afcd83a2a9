using System.Text;
using System.Text.Json;
using CsCheck;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A line that is not a request is answered, and the conversation continues.</summary>
public sealed class MalformedLineTests
{
    public static TheoryData<string> Lines => MalformedLines.Data;

    [Theory]
    [MemberData(nameof(Lines))]
    public void AMalformedLineIsAProtocolError(string line) => AssertRefusedAndAlive(line);

    [Fact]
    public void SoIsOneWithANullByteOrWithoutEnd() => Array.ForEach(MalformedLines.All, AssertRefusedAndAlive);

    [Fact]
    public void ACommandForWhatIsNotOpenIsAProtocolErrorOfItsId()
    {
        foreach (string command in new[] { "sink.measure", "sink.finish", "flood.start", "flood.stop" })
        {
            Failure failure = Assert.IsType<Failure>(Assert.Single(Say($$"""{"command":"{{command}}","id":77}""")));
            Assert.Equal((77, FailureCode.Protocol), (failure.Id, failure.Code));
        }
    }

    [Fact]
    public void WhateverIsDoneToALineItIsReadOrRefused()
    {
        // Only parsed, not executed: a damaged line may still be a command that changes this machine.
        string[] lines = [.. Goldens.Requests.Select(g => g.Line)];
        Gen.Select(Gen.Int[0, lines.Length - 1], Gen.Select(Gen.Int[0, 400], Gen.Int[0, 2], Gen.Char[' ', '~']).Array[1, 4]).Sample(
            (which, damage) =>
            {
                StringBuilder line = new(lines[which]);
                foreach ((int at, int kind, char letter) in damage)
                {
                    int place = at % line.Length;
                    _ = kind switch
                    {
                        0 => line.Remove(place, 1),
                        1 => line.Insert(place, letter),
                        _ => line.Replace(line[place], letter, place, 1),
                    };
                }

                try
                {
                    return JsonSerializer.Deserialize(line.ToString(), WireJson.Default.Request) is not null;
                }
                catch (Exception e) when (e is JsonException or NotSupportedException)
                {
                    return e.Message.Length > 0;
                }
            },
            iter: 10_000);
    }

    private static void AssertRefusedAndAlive(string line)
    {
        Reply[] replies = Say(line, """{"command":"sink.finish","id":6}""");
        Assert.Equal(2, replies.Length);
        Failure failure = Assert.IsType<Failure>(replies[0]);
        Assert.Equal((MalformedLines.IdOf(line), FailureCode.Protocol), (failure.Id, failure.Code));
        Assert.NotEmpty(failure.Message);
        Assert.Equal(6, replies[1].Id);
    }

    private static Reply[] Say(params string[] lines)
    {
        using MemoryStream output = new();
        Conversation conversation = new(output);
        foreach (Request request in lines.Select(line => conversation.Read(Encoding.UTF8.GetBytes(line))).OfType<Request>())
        {
            conversation.Handle(request);
        }

        conversation.Flush();
        return [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize(l, WireJson.Default.Reply)!)];
    }
}
