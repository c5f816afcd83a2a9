namespace UdpLab.Agent.Tests;

/// <summary>Lines that are not requests.</summary>
internal static class MalformedLines
{
    public static readonly string[] All =
    [
        "",
        " ",
        "hello",
        "{",
        "}",
        "[]",
        "null",
        "1",
        "\"\"",
        "{}",
        """{"id":5}""",
        """{"id":5,"command":"testbed.list"}""",
        """{"command":"flood.explode","id":5}""",
        """{"command":null,"id":5}""",
        """{"command":7,"id":5}""",
        """{"Command":"testbed.list","id":5}""",
        """{"command":"sink.open","id":5}""",
        """{"command":"sink.open","id":5,"address":7}""",
        """{"command":"sink.open","id":5,"address":"::","port":99999999999}""",
        """{"command":"sink.open","id":5,"address":"::","cpus":3}""",
        """{"command":"sink.measure","id":5,"method":"Receive"}""",
        """{"command":"testbed.list","id":"five"}""",
        """{"command":"testbed.list","id":5} and more""",
        """{"command":"testbed.list","id":5""",
        """{"command":"testbed.list","i\ud800d":1}""",
        "\0",
        "\uFEFF{}",
        "{\"command\":\"testbed.list\",\"id\":5,\"x\":" + new string('[', 10_000),
        "{\"command\":\"" + new string('x', 1_000_000) + "\"}",
    ];

    /// <summary>The id of its answer: its own, if it can be read.</summary>
    public static long IdOf(string line) => line.Contains("\"id\":5}", StringComparison.Ordinal) || line.Contains("\"id\":5,", StringComparison.Ordinal) ? 5 : 0;

    public static TheoryData<string> Data => [.. All.Where(l => l.Length < 1000 && l != "\0")];
}
