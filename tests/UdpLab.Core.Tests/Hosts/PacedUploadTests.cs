namespace UdpLab.Tests;

/// <summary>The agent's upload is sent whole, whether or not the host answers meanwhile; real servers are in UdpLab.Tests.</summary>
public sealed class PacedUploadTests
{
    private const int Packet = 32 * 1024, Unanswered = 512 * 1024;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AllOfItIsSent(bool answers)
    {
        byte[] bytes = new byte[(3 * Unanswered) + 5], sent = new byte[bytes.Length];
        new Random(1).NextBytes(bytes);
        using PacedUpload upload = new(bytes);
        int at = 0;
        while (upload.Read(sent, at, Math.Min(Packet, sent.Length - at)) is > 0 and int length)
        {
            at += length;
            if (answers)
            {
                upload.Answered((ulong)at);
            }
        }

        Assert.Equal(bytes, sent);
    }

    [Fact]
    public async Task WhatWasAnsweredIsNotWaitedForAndTheNextAnswerLetsItGoOn()
    {
        using PacedUpload upload = new(new byte[3 * Unanswered]);
        byte[] buffer = new byte[2 * Unanswered];
        Assert.Equal(Unanswered, upload.Read(buffer, 0, Unanswered));
        Task<int> next = Task.Run(() => upload.Read(buffer, 0, Packet));
        upload.Answered(Unanswered);

        // An answer that is overtaken by a later one takes nothing back.
        upload.Answered(Packet);
        Assert.Equal(Packet, await next);
    }
}
